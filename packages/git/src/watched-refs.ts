import type { CommitLine } from './commit-lines.ts'
import { readSeconds, subjectText } from './commit-text.ts'
import { mirrorOutput, readRecords } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { isReferenceName, requireHash } from './reference.ts'

/** A branch, or a tag as tags/NAME. */
export interface WatchedRef {
  readonly name: string
  /** Of the commit, also for an annotated tag. */
  readonly hash: string
  /** Unix seconds. */
  readonly committedAt: number
}

const REF_FIELDS = [
  '%(refname)',
  '%(objecttype)',
  '%(objectname)',
  '%(committerdate:unix)',
  '%(*objecttype)',
  '%(*objectname)',
  '%(*committerdate:unix)',
]

/** All branches and tags that name commits, in no order. */
export async function readWatchedRefs(place: MirrorPlace): Promise<WatchedRef[]> {
  // A line feed stands behind each record.
  const format = `--format=${REF_FIELDS.map((field) => `${field}%00`).join('')}`
  const output = mirrorOutput(place, 'list branches and tags', ['for-each-ref', format, 'refs/heads/', 'refs/tags/'])
  const refs: WatchedRef[] = []
  for await (const record of readRecords(output, REF_FIELDS.length)) {
    const [refname = '', type, hash = '', at, innerType, innerHash = '', innerAt] = record
    const [, kind, name] = /^\n?refs\/(heads|tags)\/(.+)$/.exec(refname) ?? []
    const commit = type === 'commit' ? hash : innerType === 'commit' ? innerHash : undefined
    const committedAt = readSeconds(type === 'commit' ? at : innerAt)
    if (name === undefined || commit === undefined || !isReferenceName(name)) continue
    refs.push({ name: kind === 'tags' ? `tags/${name}` : name, hash: commit, committedAt })
  }
  return refs
}

const FIELDS = ['%H', '%ct', '%s']

/** What of the history of a branch is wanted. */
export interface FirstParents {
  /** How many, the newest ones. */
  readonly most: number
  /** Merges alone, with the tip itself. */
  readonly merges: boolean
}

/**
 * The first parents from `tip` back to what `since` has too, newest first. Where the branch was
 * rebased, that is where the two histories parted.
 */
export async function readFirstParents(
  place: MirrorPlace,
  since: string | undefined,
  tip: string,
  { most, merges }: FirstParents,
): Promise<CommitLine[]> {
  const range = [requireHash(tip), ...(since === undefined ? [] : [`^${requireHash(since)}`])]
  const read = async (options: readonly string[], count: number, of: readonly string[]) => {
    const format = `--format=${FIELDS.join('%x00')}`
    const shown = ['-z', '--no-show-signature', '--no-color', '--first-parent', `--max-count=${count}`, format]
    const args = ['log', ...shown, ...options, '--end-of-options', ...of]
    const lines: CommitLine[] = []
    for await (const record of readRecords(mirrorOutput(place, 'read the history of a branch', args), FIELDS.length)) {
      const [hash = '', committedAt, subject] = record
      lines.push({ hash, subject: subjectText(subject), committedAt: readSeconds(committedAt) })
    }
    return lines
  }
  if (!merges) return await read([], most, range)
  const own = await read([], 1, range)
  const merged = await read(['--merges'], most, range)
  return [...own, ...merged.filter(({ hash }) => hash !== own[0]?.hash)].slice(0, most)
}
