import { readSeconds, subjectText } from './commit-text.ts'
import { mirrorOutput, readRecords } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

/** A commit in one line. */
export interface CommitLine {
  readonly hash: string
  readonly subject: string
  /** Unix seconds. */
  readonly committedAt: number
}

const FIELDS = ['%H', '%ct', '%s']

/**
 * The commits that `git log` lists with some options, each in a line, in its order.
 * @param of hashes, or ranges of them, which the caller has checked
 */
export async function readLog(
  place: MirrorPlace,
  action: string,
  options: readonly string[],
  of: readonly string[],
): Promise<CommitLine[]> {
  const shown = ['--no-show-signature', '--no-color', `--format=${FIELDS.join('%x00')}`]
  const args = ['log', '-z', ...options, ...shown, '--end-of-options', ...of]
  const lines: CommitLine[] = []
  for await (const record of readRecords(mirrorOutput(place, action, args), FIELDS.length)) {
    const [hash = '', committedAt, subject] = record
    lines.push({ hash, subject: subjectText(subject), committedAt: readSeconds(committedAt) })
  }
  return lines
}

/** What of some commits the mirror knows, in no order; those that it does not hold are left out. */
export async function readCommitLines(place: MirrorPlace, hashes: readonly string[]): Promise<CommitLine[]> {
  if (hashes.length === 0) return []
  return await readLog(place, 'read commits', ['--no-walk=unsorted', '--ignore-missing'], hashes.map(requireHash))
}
