import { readCommitRefs } from './commit-refs.ts'
import type { MirrorPlace } from './mirror-place.ts'

/** A branch or tag of a tree. */
export interface NamedRef {
  readonly name: string
  readonly kind: 'branch' | 'tag'
  /** Of the commit, also for an annotated tag. */
  readonly hash: string
  /** Unix seconds. */
  readonly committedAt: number
}

/**
 * Branches and tags, whose names hold `text` in any case: those that begin with it first, then the
 * newest.
 */
export async function readNamedRefs(place: MirrorPlace, text: string, most: number): Promise<NamedRef[]> {
  const refs: NamedRef[] = []
  for await (const { kind, ...ref } of readCommitRefs(place, ['heads', 'tags', 'remotes'])) {
    // The HEAD of a remote is one of its branches.
    if (!ref.name.endsWith('/HEAD')) refs.push({ ...ref, kind: kind === 'tags' ? 'tag' : 'branch' })
  }
  return chooseRefs(refs, text, most)
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
