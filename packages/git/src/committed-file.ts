import { InfrastructureError } from '@kbisect/exec'
import { mirrorOutput } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

const LIMIT_BYTES = 8 << 20

/**
 * The content of a regular file of a commit; undefined when there is none at that path.
 * @throws InfrastructureError `git-file-too-large` above 8 MiB
 */
export async function readCommittedFile(place: MirrorPlace, hash: string, path: string): Promise<Buffer | undefined> {
  const commit = requireHash(hash)
  const git = (action: string, args: readonly string[]) => read(place, action, args)
  // Its entry first: of a link, `show` would give the name that it leads to as if it were the
  // content.
  const entry = await git(`look for ${path} in ${commit}`, ['ls-tree', '-z', '--full-tree', commit, '--', path])
  const [, blob] = /^100\d{3} blob ([0-9a-f]+)\t/.exec(entry.toString('utf8')) ?? []
  if (blob === undefined) return undefined
  return await git(`read ${path} of ${commit}`, ['cat-file', 'blob', blob])
}

async function read(place: MirrorPlace, action: string, args: readonly string[]): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of mirrorOutput(place, action, args)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > LIMIT_BYTES) {
      throw new InfrastructureError('git-file-too-large', `more than 8 MiB: ${action}`, {
        hint: 'see what the tree holds there',
      })
    }
  }
  return Buffer.concat(chunks)
}
