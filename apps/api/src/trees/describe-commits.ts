import type { CommitDescription } from '@kbisect/store'
import type { Dependencies } from '../dependencies.ts'

/**
 * Looks up commits of which only the hash is known (ends of ranges are no candidates), notes what they are, once and for
 * all, and answers it. Commits that the mirror does not hold stay as they are, and so do all while there is no mirror.
 */
export async function describeCommits(
  { store, openMirror, logger }: Dependencies,
  treeName: string,
  hashes: readonly string[],
): Promise<readonly CommitDescription[]> {
  const tree = hashes.length === 0 ? undefined : await store.trees.byName(treeName)
  if (!tree) return []
  try {
    const lines = await openMirror(tree).commitLines(hashes)
    const described = lines.map(({ committedAt, ...line }) => ({ ...line, committedAt: new Date(committedAt * 1000) }))
    await store.tested.describe(tree.id, described)
    return described
  } catch (error) {
    logger.debug({ err: error, tree: tree.name }, 'commits could not be looked up')
    return []
  }
}
