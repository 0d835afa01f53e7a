import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { removeTree } from '@kbisect/build'

/**
 * Removes what this host keeps of trees that are gone: compiler caches, outputs of builds, sources.
 * Each directory holds one entry for each tree, named by its id; whatever has another name was left
 * by an older version.
 * @param treeIds reads the ids of the trees that there are
 */
export async function sweepTrees(
  directories: readonly string[],
  treeIds: () => Promise<readonly string[]>,
): Promise<void> {
  const found: string[] = []
  for (const directory of directories) {
    const names = await readdir(directory).catch(() => [])
    found.push(...names.map((name) => join(directory, name)))
  }
  // Read after the directories: a tree that is added meanwhile has no entry among those found.
  const living = new Set(await treeIds())
  for (const path of found) {
    if (!living.has(basename(path))) await removeTree(path)
  }
}

/**
 * Removes the one cache of all trees that older versions kept in this directory. Only for a
 * directory that holds nothing else.
 */
export async function removeSharedCache(directory: string, own: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name !== own) await removeTree(join(directory, name))
  }
}
