import { type CommitLine, readLog } from './commit-lines.ts'
import { readCommitRefs } from './commit-refs.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

/** A branch, or a tag as tags/NAME. */
export interface WatchedRef {
  readonly name: string
  /** Of the commit, also for an annotated tag. */
  readonly hash: string
  /** Unix seconds. */
  readonly committedAt: number
}

/** All branches and tags that name commits, in no order. */
export async function readWatchedRefs(place: MirrorPlace): Promise<WatchedRef[]> {
  const refs: WatchedRef[] = []
  for await (const { kind, name, ...ref } of readCommitRefs(place, ['heads', 'tags']))
    refs.push({ name: kind === 'tags' ? `tags/${name}` : name, ...ref })
  return refs
}

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
  const read = (count: number, ...options: readonly string[]) =>
    readLog(place, 'read the history of a branch', ['--first-parent', `--max-count=${count}`, ...options], range)
  if (!merges) return await read(most)
  const own = await read(1)
  const merged = await read(most, '--merges')
  return [...own, ...merged.filter(({ hash }) => hash !== own[0]?.hash)].slice(0, most)
}
