import { gitOutput } from './git-output.ts'
import type { MirrorPlace } from './mirror-fetch.ts'
import { requireHash } from './reference.ts'

const LIMIT_BYTES = 1 << 20
const DEADLINE_SECONDS = 120

/**
 * The patch of a commit; of a merge, what it changes against all its parents. At most 1 MiB, and its last line says so
 * when it was cut. Read through exec, because simple-git would hold the whole of it in memory first.
 */
export async function readDiff(place: MirrorPlace, hash: string): Promise<string> {
  const commit = requireHash(hash)
  const flags = [
    '--format=',
    '--no-color',
    '--no-ext-diff',
    '--no-textconv',
    '--no-show-signature',
    '--diff-merges=dense-combined',
  ]
  const command = {
    action: `read the changes of ${commit}`,
    args: ['show', ...flags, '--patch', '--end-of-options', commit],
    env: { ...place.env, GIT_DIR: place.directory },
  }
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of gitOutput(command, DEADLINE_SECONDS)) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > LIMIT_BYTES) break
  }
  const text = Buffer.concat(chunks).subarray(0, LIMIT_BYTES).toString('utf8').trimStart()
  if (bytes <= LIMIT_BYTES) return text
  return `${text.slice(0, text.lastIndexOf('\n') + 1)}[cut here: the diff is larger than 1 MiB]\n`
}
