import { readSeconds } from './commit-text.ts'
import type { Ask } from './queries.ts'

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

/** Branches and tags, whose names hold `text` in any case: those that begin with it first, then the newest. */
export async function readNamedRefs(ask: Ask, text: string, most: number): Promise<NamedRef[]> {
  const args = ['for-each-ref', `--format=${FIELDS.join('%00')}`, 'refs/heads/', 'refs/tags/', 'refs/remotes/']
  const { stdout } = await ask('list branches and tags', args)
  return chooseRefs(stdout.split('\n').flatMap(parse), text, most)
}

function parse(line: string): NamedRef[] {
  const [refname = '', type, hash = '', at, innerType, innerHash = '', innerAt] = line.split('\0')
  const [, kind, name] = /^refs\/(heads|tags|remotes)\/(.+)$/.exec(refname) ?? []
  const commit =
    type === 'commit' ? { hash, at } : innerType === 'commit' ? { hash: innerHash, at: innerAt } : undefined
  // A tag of a tag, of a tree or of a key names nothing to bisect; the HEAD of a remote is one of its branches.
  if (name === undefined || commit === undefined || name.endsWith('/HEAD')) return []
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
