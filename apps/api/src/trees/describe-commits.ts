import type { Bisection } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'

type Parts = Pick<Dependencies, 'store' | 'openMirror' | 'logger'>

/**
 * Stores what commits of a tree are; those that the mirror does not hold are left out. Logs what
 * fails.
 */
async function describeCommits(
  { store, openMirror, logger }: Parts,
  treeName: string,
  hashes: readonly string[],
): Promise<void> {
  const tree = await store.trees.byName(treeName)
  if (!tree) return
  try {
    const lines = await openMirror(tree).commitLines(hashes)
    const described = lines.map(({ committedAt, ...line }) => ({ ...line, committedAt: new Date(committedAt * 1000) }))
    await store.tested.describe(tree.id, described)
  } catch (error) {
    logger.warn({ err: error, tree: tree.name }, 'commits could not be looked up')
  }
}

/**
 * Stores what the boundaries of a bisection are: they are tested, but only candidates are stored
 * with their subjects.
 */
export async function describeBoundaries(
  parts: Parts,
  { tree, good, bad, mergeBases }: Pick<Bisection, 'tree' | 'good' | 'bad' | 'mergeBases'>,
): Promise<void> {
  await describeCommits(parts, tree, [...new Set([good.hash, bad.hash, ...mergeBases])])
}

/**
 * The same for commits that were tested before boundaries were described, or whose tree could not
 * be read then.
 */
export async function describeOthers(parts: Parts): Promise<void> {
  try {
    const byTree = new Map<string, string[]>()
    for (const { tree, commit } of await parts.store.tested.undescribed())
      byTree.set(tree, [...(byTree.get(tree) ?? []), commit])
    for (const [tree, commits] of byTree) await describeCommits(parts, tree, commits)
  } catch (error) {
    parts.logger.warn({ err: error }, 'commits that were tested could not be described')
  }
}
