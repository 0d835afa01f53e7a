import fc from 'fast-check'
import type { GraphCommit } from './commit-graph.ts'

/**
 * Histories with merges, octopuses and several roots; the last commit is the only tip, as the range
 * below a bad revision is.
 */
export const histories: fc.Arbitrary<GraphCommit[]> = fc
  .array(fc.array(fc.nat(), { minLength: 0, maxLength: 3 }), { minLength: 1, maxLength: 40 })
  .map((choices) => {
    const commits = choices.map((picks, at) => ({
      id: name(at),
      parents: [...new Set(picks.map((pick) => pick % Math.max(at, 1)))].filter((p) => p < at).map(name),
    }))
    const hasChild = new Set(commits.flatMap((commit) => commit.parents))
    const tips = commits.map((commit) => commit.id).filter((id) => !hasChild.has(id))
    return tips.length === 1 ? commits : [...commits, { id: name(commits.length), parents: tips }]
  })

const name = (at: number): string => `c${String(at).padStart(3, '0')}`

/** The ids of a commit and of all its ancestors, the slow and obvious way. */
export function ancestry(history: readonly GraphCommit[], id: string): Set<string> {
  const parents = new Map(history.map((commit) => [commit.id, commit.parents]))
  const seen = new Set<string>()
  const visit = (at: string): void => {
    if (seen.has(at)) return
    seen.add(at)
    for (const parent of parents.get(at) ?? []) visit(parent)
  }
  visit(id)
  return seen
}

/**
 * The ids of what a kernel has, the slow and obvious way: the commit's ancestry, and what the patch
 * brings.
 */
export function kernelContents(
  history: readonly GraphCommit[],
  commit: string,
  patch: string | undefined,
): Set<string> {
  const own = ancestry(history, commit)
  if (patch === undefined) return own
  const [first, ...others] = history.find(({ id }) => id === patch)?.parents ?? []
  if (first === undefined || others.length === 0) return own.add(patch)
  const mainline = ancestry(history, first)
  for (const id of ancestry(history, patch)) if (!mainline.has(id)) own.add(id)
  return own
}
