import type { TreeCredentials, TreeStatus } from '@kbisect/contracts'
import type { Api } from '../api/api.ts'
import { ApiProblem, inOptions } from '../api/api-problem.ts'
import { listAll } from '../api/list-pages.ts'
import { freeName, treeName } from './tree-name.ts'
import { type WaitOptions, waitForTree } from './wait-for-tree.ts'

export interface TreeOptions extends WaitOptions {
  /** Default: made from the URL. */
  readonly name?: string
  /** What the server of the tree asks for; replaces those of a known tree. */
  readonly credentials?: TreeCredentials | undefined
}

/** Where the option of the command line has another name than the field of the request. */
export const TREE_FIELDS = {
  credentials: '--credentials-file',
  'credentials.user': '--credentials-file',
  'credentials.password': '--credentials-file',
}

/**
 * The name of the tree with this URL, which is added when the service does not know it, once it has
 * been fetched.
 * @throws ApiProblem, CliError when it cannot be fetched
 */
export async function ensureTree(api: Api, url: string, options: TreeOptions): Promise<string> {
  const known = await findTree(api, url)
  const tree = known ? await replaceCredentials(api, known, options) : await addTree(api, url, options)
  // The service fetches one that it has fetched before when it needs to.
  const { name } = tree.fetchedAt === null || options.credentials ? await waitForTree(api, tree, options) : tree
  return name
}

async function replaceCredentials(api: Api, tree: TreeStatus, { credentials }: TreeOptions): Promise<TreeStatus> {
  return credentials ? await setCredentials(api, tree.name, credentials) : tree
}

/** Returns the tree, which is fetched with these credentials. @throws ApiProblem */
export async function setCredentials(api: Api, name: string, credentials: TreeCredentials): Promise<TreeStatus> {
  try {
    return await api.put<TreeStatus>(`/trees/${name}/credentials`, credentials)
  } catch (error) {
    throw inOptions(error, { ...TREE_FIELDS, user: '--credentials-file', password: '--credentials-file' })
  }
}

async function listTrees(api: Api): Promise<readonly TreeStatus[]> {
  return await listAll<TreeStatus>(api, '/trees')
}

async function findTree(api: Api, url: string): Promise<TreeStatus | undefined> {
  return (await listTrees(api)).find((tree) => tree.url === url)
}

async function addTree(api: Api, url: string, options: TreeOptions): Promise<TreeStatus> {
  const taken = new Set((await listTrees(api)).map(({ name }) => name))
  const name = freeName(options.name ?? treeName(url), taken)
  options.note(`adding the tree ${name} (${url}) …`)
  try {
    return await api.post<TreeStatus>('/trees', {
      name,
      url,
      ...(options.credentials ? { credentials: options.credentials } : {}),
    })
  } catch (error) {
    // Somebody else may have added the very tree a moment ago.
    const other = error instanceof ApiProblem && error.status === 409 ? await findTree(api, url) : undefined
    if (other) return await replaceCredentials(api, other, options)
    throw inOptions(error, { url: '--repo', ...TREE_FIELDS })
  }
}
