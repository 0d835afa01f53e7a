import { InfrastructureError } from '@kbisect/exec'
import type { Database } from '../connection/database.ts'
import type { Artifacts } from './artifacts.ts'

const NAME = 'artifact-store'

/**
 * Id of the place where the artifacts of this database's service lie; undefined before one was
 * claimed.
 */
export async function readArtifactStoreId(database: Pick<Database, 'installation'>): Promise<string | undefined> {
  return (await database.installation.findUnique({ where: { name: NAME } }))?.value
}

/**
 * Makes a place that of the service, unless there is one; answers the service's. Of two at once the
 * first one stands.
 */
export async function claimArtifactStoreId(database: Pick<Database, 'installation'>, id: string): Promise<string> {
  await database.installation.createMany({ data: [{ name: NAME, value: id }], skipDuplicates: true })
  return (await readArtifactStoreId(database)) ?? id
}

/**
 * Makes sure that a process uses the artifacts of the service whose database it uses. The first
 * process of a service claims its place.
 * @throws InfrastructureError `artifact-store-differs`
 */
export async function requireArtifactStore(
  ids: { read(): Promise<string | undefined>; claim(id: string): Promise<string> },
  artifacts: Artifacts,
): Promise<void> {
  const service = await ids.read()
  // A place without a name is a new one, or one whose disk is not mounted: where the service has
  // another, nothing is made in it.
  const here = service === undefined ? await artifacts.makeStoreId() : await artifacts.storeId()
  const claimed = service ?? (here === undefined ? undefined : await ids.claim(here))
  if (here !== undefined && here === claimed) return
  throw new InfrastructureError(
    'artifact-store-differs',
    `the artifact directory ${artifacts.place} ${here === undefined ? 'has no store-id' : `has store-id ${here}`}, and the artifacts of the database's service lie where store-id is ${claimed}`,
    {
      hint: `share the state directory among all hosts of the service: mount it, or set KBISECT_STATE_DIR. If those artifacts are lost for good: echo ${claimed} > ${artifacts.place}/store-id`,
    },
  )
}
