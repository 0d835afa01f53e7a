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

/** What of some commits the mirror knows, in no order; those that it does not hold are left out. */
export async function readCommitLines(place: MirrorPlace, hashes: readonly string[]): Promise<CommitLine[]> {
  if (hashes.length === 0) return []
  const format = `--format=${FIELDS.join('%x00')}`
  const options = ['--no-walk=unsorted', '--ignore-missing', '--no-show-signature', '--no-color', format]
  const args = ['log', '-z', ...options, '--end-of-options', ...hashes.map(requireHash)]
  const lines: CommitLine[] = []
  for await (const record of readRecords(mirrorOutput(place, 'read commits', args), FIELDS.length)) {
    const [hash = '', committedAt, subject] = record
    lines.push({ hash, subject: subjectText(subject), committedAt: readSeconds(committedAt) })
  }
  return lines
}
