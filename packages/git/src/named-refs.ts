import { readSeconds } from './commit-text.ts'
import { mirrorOutput, readRecords } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { isReferenceName } from './reference.ts'

/** A branch or tag of a tree. */
export interface NamedRef {
  readonly name: string
  readonly kind: 'branch' | 'tag'
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

/**
 * Branches and tags, whose names hold `text` in any case: those that begin with it first, then the
 * newest.
 */
export async function readNamedRefs(place: MirrorPlace, text: string, most: number): Promise<NamedRef[]> {
  // A line feed stands behind each record.
  const format = `--format=${FIELDS.map((field) => `${field}%00`).join('')}`
  const output = mirrorOutput(place, 'list branches and tags', [
    'for-each-ref',
    format,
    'refs/heads/',
    'refs/tags/',
    'refs/remotes/',
  ])
  const refs: NamedRef[] = []
  for await (const record of readRecords(output, FIELDS.length)) refs.push(...parse(record))
  return chooseRefs(refs, text, most)
}

function parse([refname = '', type, hash = '', at, innerType, innerHash = '', innerAt]: readonly string[]): NamedRef[] {
  const [, kind, name] = /^\n?refs\/(heads|tags|remotes)\/(.+)$/.exec(refname) ?? []
  const commit =
    type === 'commit' ? { hash, at } : innerType === 'commit' ? { hash: innerHash, at: innerAt } : undefined
  // A tag of a tag, of a tree or of a key names nothing to bisect; the HEAD of a remote is one of
  // its branches. No request can name what is longer than a reference may be.
  if (name === undefined || commit === undefined || name.endsWith('/HEAD') || !isReferenceName(name)) return []
  return [{ name, kind: kind === 'tags' ? 'tag' : 'branch', hash: commit.hash, committedAt: readSeconds(commit.at) }]
}

/** See {@link readNamedRefs}. */
export function chooseRefs(refs: readonly NamedRef[], text: string, most: number): NamedRef[] {
  const wanted = text.toLowerCase()
  const begins = ({ name }: NamedRef): number => (name.toLowerCase().startsWith(wanted) ? 0 : 1)
  return refs
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .sort((a, b) => begins(a) - begins(b) || b.committedAt - a.committedAt || (a.name < b.name ? -1 : 1))
    .slice(0, most)
}
