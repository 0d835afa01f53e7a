import type { Ask } from './queries.ts'
import { requireHash } from './reference.ts'

/** One commit of a range. Times are Unix seconds. */
export interface RangeCommit {
  readonly hash: string
  /** All of them, also those outside the range. */
  readonly parents: readonly string[]
  readonly committedAt: number
  readonly authorName: string
  readonly authorEmail: string
  readonly authoredAt: number
  readonly subject: string
}

const FIELDS = ['%H', '%P', '%ct', '%an', '%ae', '%at', '%s']

// With -z both the fields and the records end in NUL, which no commit can contain.
const RANGE_FORMAT = `--format=${FIELDS.join('%x00')}`

function parseRange(text: string): RangeCommit[] {
  const values = text.split('\0')
  const commits: RangeCommit[] = []
  for (let at = 0; at + FIELDS.length < values.length; at += FIELDS.length) {
    const [hash = '', parents = '', committed, authorName = '', authorEmail = '', authored, subject = ''] =
      values.slice(at, at + FIELDS.length)
    commits.push({
      hash,
      parents: parents === '' ? [] : parents.split(' '),
      committedAt: Number(committed),
      authorName,
      authorEmail,
      authoredAt: Number(authored),
      subject,
    })
  }
  return commits
}

/** The ancestors of `bad` (with itself) that are not ancestors of any of `good`; parents come before their children. */
export async function readRange(ask: Ask, good: readonly string[], bad: string): Promise<RangeCommit[]> {
  const tips = [requireHash(bad), ...good.map((hash) => `^${requireHash(hash)}`)]
  const args = [
    'log',
    '--topo-order',
    '--reverse',
    '-z',
    RANGE_FORMAT,
    '--no-show-signature',
    '--end-of-options',
    ...tips,
  ]
  const { stdout } = await ask(`list the commits of ${bad}`, args)
  return parseRange(stdout)
}
