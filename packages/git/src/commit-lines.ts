import { plainText, readSeconds } from './commit-text.ts'
import type { Ask } from './queries.ts'
import { requireHash } from './reference.ts'

/** A commit in one line. */
export interface CommitLine {
  readonly hash: string
  readonly subject: string
  /** Unix seconds. */
  readonly committedAt: number
}

/** What of some commits the mirror knows, in no order; those that it does not hold are left out. */
export async function readCommitLines(ask: Ask, hashes: readonly string[]): Promise<CommitLine[]> {
  if (hashes.length === 0) return []
  const format = ['%H', '%ct', '%s'].join('%x00')
  const { stdout } = await ask('read commits', [
    'log',
    '--no-walk=unsorted',
    '--ignore-missing',
    '--no-show-signature',
    '--no-color',
    `--format=${format}`,
    '--end-of-options',
    ...hashes.map(requireHash),
  ])
  return stdout.split('\n').flatMap((line) => {
    const [hash = '', committedAt, subject = ''] = line.split('\0')
    return hash === '' ? [] : [{ hash, subject: plainText(subject), committedAt: readSeconds(committedAt) }]
  })
}
