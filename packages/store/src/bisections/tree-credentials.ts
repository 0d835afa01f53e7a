import { reseal, type SecretBox } from '../access/secret-box.ts'
import type { Database } from '../connection/database.ts'
import type { Prisma } from '../generated/client.ts'

/** What git gives the server of a tree. */
export interface StoredCredentials {
  readonly user: string
  readonly password: string
}

/** The parts of a URL that must not be shown as it is; undefined for any other. */
export type SplitUrl = (url: string) => (StoredCredentials & { readonly url: string }) | undefined

const placeOf = (id: string) => `tree ${id} credentials`

/** Encrypts the credentials of a tree for its row. @throws StoreError `secrets-key-missing` */
export const sealCredentials = (box: SecretBox, id: string, { user, password }: StoredCredentials): string =>
  box.seal(JSON.stringify({ user, password }), placeOf(id))

/** @throws StoreError `secrets-key-missing` where no key opens them */
export const openCredentials = (box: SecretBox, id: string, sealed: string): StoredCredentials =>
  JSON.parse(box.open(sealed, placeOf(id))) as StoredCredentials

/**
 * Seals with the first key what is not sealed with it; returns how many trees that changed, and the
 * ids of those that no key opens.
 */
export async function sealCredentialsAgain(
  database: Database,
  box: SecretBox,
): Promise<{ sealed: number; unreadable: string[] }> {
  const rows = await database.tree.findMany({ where: { credentials: { not: null } } })
  let sealed = 0
  const unreadable: string[] = []
  for (const { id, credentials } of rows) {
    if (credentials === null || box.isCurrent(credentials)) continue
    const again = reseal(box, credentials, placeOf(id))
    if (again === undefined) unreadable.push(id)
    // One that changed meanwhile was sealed by who changed it.
    else sealed += (await database.tree.updateMany({ where: { id, credentials }, data: { credentials: again } })).count
  }
  return { sealed, unreadable }
}

/**
 * Moves what stored URLs hold and nobody may see into the credentials of their trees; credentials
 * that a tree has stay. Returns the names of the trees whose URLs changed.
 */
export async function moveUserParts(database: Database, box: SecretBox, split: SplitUrl): Promise<string[]> {
  const moved: string[] = []
  for (const { id, name, url, credentials } of await database.tree.findMany({ orderBy: { name: 'asc' } })) {
    const parts = split(url)
    if (!parts) continue
    const data: Prisma.TreeUpdateManyMutationInput = { url: parts.url }
    if (credentials === null && /^https?:/i.test(url)) data.credentials = sealCredentials(box, id, parts)
    const { count } = await database.tree.updateMany({ where: { id, url }, data })
    if (count > 0) moved.push(name)
  }
  return moved
}

/** Whether a tree has credentials that a key is needed for. */
export const hasSealedCredentials = async (database: Database): Promise<boolean> =>
  (await database.tree.findFirst({ where: { credentials: { not: null } }, select: { id: true } })) !== null
