import { readSeconds } from './commit-text.ts'
import { mirrorOutput, readRecords } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { isReferenceName } from './reference.ts'

/** A ref that names a commit. */
export interface CommitRef {
  readonly kind: 'heads' | 'tags' | 'remotes'
  /** Without `refs/` and the kind. */
  readonly name: string
  /** Of the commit, also for an annotated tag. */
  readonly hash: string
  /** Unix seconds. */
  readonly committedAt: number
}

const FIELDS = [
  '%(refname)',
  '%(objecttype)',
  '%(objectname)',
  '%(committerdate:unix)',
  '%(*objecttype)',
  '%(*objectname)',
  '%(*committerdate:unix)',
]

/** Yields the refs of some kinds that name commits, in no order. */
export async function* readCommitRefs(
  place: MirrorPlace,
  kinds: readonly CommitRef['kind'][],
): AsyncGenerator<CommitRef> {
  // A line feed stands behind each record.
  const format = `--format=${FIELDS.map((field) => `${field}%00`).join('')}`
  const args = ['for-each-ref', format, ...kinds.map((kind) => `refs/${kind}/`)]
  const output = mirrorOutput(place, 'list branches and tags', args)
  for await (const record of readRecords(output, FIELDS.length)) {
    const ref = parse(record)
    if (ref) yield ref
  }
}

function parse([refname = '', type, hash = '', at, innerType, innerHash = '', innerAt]: readonly string[]):
  | CommitRef
  | undefined {
  const [, kind, name] = /^\n?refs\/(heads|tags|remotes)\/(.+)$/.exec(refname) ?? []
  const commit =
    type === 'commit' ? { hash, at } : innerType === 'commit' ? { hash: innerHash, at: innerAt } : undefined
  // A tag of a tag, of a tree or of a key names nothing to bisect. No request can name what is
  // longer than a reference may be.
  if (name === undefined || commit === undefined || !isReferenceName(name)) return undefined
  return { kind: kind as CommitRef['kind'], name, hash: commit.hash, committedAt: readSeconds(commit.at) }
}
