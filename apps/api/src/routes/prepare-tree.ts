import type { BisectionRequest, Tree } from '@kbisect/contracts'
import type { Mirror } from '@kbisect/git'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem } from '../http/problems.ts'
import { inField } from '../http/to-problem.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'

/**
 * The tree of a request, with a mirror that knows its refs.
 * @throws HttpProblem 422 for a tree that is not there, 409 while it is fetched for the first time
 */
export async function prepareTree(
  { store, fetches }: Pick<Dependencies, 'store'> & { readonly fetches: TreeFetches },
  { tree: name, good, bad }: Pick<BisectionRequest, 'tree' | 'good' | 'bad'>,
): Promise<{ readonly tree: Tree; readonly mirror: Mirror }> {
  const tree = await store.trees.byName(name)
  if (!tree) {
    const hint = 'Add it (POST /api/v1/trees), or take one of the known ones (GET /api/v1/trees).'
    const errors = [{ field: 'tree', value: name, message: `there is no tree ${name}`, hint }] as const
    throw new HttpProblem(422, 'unknown-tree', `tree: there is no tree ${name}`, { errors })
  }
  return { tree, mirror: await namingTree(name, () => fetches.prepare(tree, [good, bad])) }
}

/**
 * Does what needs the history of a tree. Where that cannot be used, the error names the field of
 * the request.
 * @throws HttpProblem 422 with the command that repairs the tree
 */
export async function namingTree<T>(tree: string, work: () => Promise<T>, field = 'tree'): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw inField(error, field, tree)
  }
}
