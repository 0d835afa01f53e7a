import { withCommitGraph } from './commit-graph.ts'
import { type RangeCommit, readRange } from './commit-range.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireObjects, withObjects } from './missing-objects.ts'
import type { Ask } from './queries.ts'
import { requireHash } from './reference.ts'
import { isShallow, shallowError } from './shallow.ts'

/**
 * The commits of a mirror and their parents. Only these count: the dates of commits may lie. Every
 * method throws InfrastructureError `git-shallow` or `git-objects-missing` where the history is not
 * whole.
 */
export interface Graph {
  /** How many commits {@link range} has; fast, as it looks at no files. */
  count(good: readonly string[], bad: string): Promise<number>
  /** Whether `ancestor` can be reached from `descendant`; a commit is its own ancestor. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean>
  /** All best common ancestors; none when the histories are unrelated. */
  mergeBases(a: string, b: string): Promise<string[]>
  /**
   * The ancestors of `bad` (with itself) that are not ancestors of any of `good`; parents before
   * children, each with the files it changes.
   */
  range(good: readonly string[], bad: string): Promise<RangeCommit[]>
  /** Checks that `good`, and every commit of {@link range}, can be checked out. */
  requireObjects(good: readonly string[], bad: string): Promise<void>
}

const tipsOf = (good: readonly string[], bad: string): string[] => [
  requireHash(bad),
  ...good.map((hash) => `^${requireHash(hash)}`),
]

// Only in topological order does git go by generation numbers.
const IN_RANGE = ['rev-list', '--topo-order']

async function countRange(ask: Ask, tips: readonly string[]): Promise<number> {
  const args = [...IN_RANGE, '--count', '--end-of-options', ...tips]
  return Number((await ask(`count the commits up to ${tips[0]}`, args)).stdout.trim())
}

async function listRange(ask: Ask, tips: readonly string[]): Promise<string[]> {
  const { stdout } = await ask(`list the commits up to ${tips[0]}`, [...IN_RANGE, '--end-of-options', ...tips])
  return stdout.split('\n').filter((line) => line !== '')
}

async function mergeBases(ask: Ask, a: string, b: string): Promise<string[]> {
  const args = ['merge-base', '--all', requireHash(a), requireHash(b)]
  const { stdout } = await ask(`find the merge base of ${a} and ${b}`, args)
  return stdout.split('\n').filter((line) => line !== '')
}

/** @param source the tree's URL or path, for errors */
export function openGraph(open: () => Promise<MirrorPlace>, ask: Ask, source: string): Graph {
  const sound = async <T>(question: (place: MirrorPlace) => Promise<T>): Promise<T> => {
    const place = await open()
    if (await isShallow(place.directory)) throw shallowError(source)
    return await withCommitGraph(place, () => question(place))
  }
  const needed = async (good: readonly string[], bad: string): Promise<string[]> => [
    ...good,
    ...(await sound(() => listRange(ask, tipsOf(good, bad)))),
  ]
  return {
    count: (good, bad) => sound(() => countRange(ask, tipsOf(good, bad))),
    isAncestor: (ancestor, descendant) =>
      sound(async () => (await mergeBases(ask, ancestor, descendant)).includes(ancestor)),
    mergeBases: (a, b) => sound(() => mergeBases(ask, a, b)),
    async range(good, bad) {
      const read = () => sound((place) => readRange(place, good, bad))
      return await withObjects(await open(), source, () => needed(good, bad), read)
    },
    async requireObjects(good, bad) {
      await requireObjects(await open(), source, await needed(good, bad))
    },
  }
}
