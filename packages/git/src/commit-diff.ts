import { InfrastructureError } from '@kbisect/exec'
import { mirrorOutput } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

const LIMIT_BYTES = 1 << 20

/**
 * The patch of a commit; of a merge, what it changes against all its parents. At most 1 MiB, and
 * its last line says so when it was cut, or that git could not compare so much. Read through exec,
 * because simple-git would hold the whole of it in memory first.
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
  const args = ['show', ...flags, '--patch', '--end-of-options', commit]
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of mirrorOutput(place, `read the changes of ${commit}`, args)) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > LIMIT_BYTES) break
    }
  } catch (error) {
    if (!(error instanceof InfrastructureError && error.code === 'git-too-large')) throw error
    return '[not shown: the diff is larger than git may compare here]\n'
  }
  const text = Buffer.concat(chunks).subarray(0, LIMIT_BYTES).toString('utf8').trimStart()
  if (bytes <= LIMIT_BYTES) return text
  return `${text.slice(0, text.lastIndexOf('\n') + 1)}[cut here: the diff is larger than 1 MiB]\n`
}
