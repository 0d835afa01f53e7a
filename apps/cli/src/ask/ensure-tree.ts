import { setTimeout as sleep } from 'node:timers/promises'
import { type FetchProgress, fetchWords, type TreeStatus } from '@kbisect/contracts'
import type { Api } from '../api/api.ts'
import { ApiProblem, inOptions } from '../api/api-problem.ts'
import { listAll } from '../api/list-pages.ts'
import { CliError } from '../cli-error.ts'
import { printable } from '../printable.ts'
import { freeName, treeName } from './tree-name.ts'

export interface TreeOptions {
  readonly signal: AbortSignal
  readonly note: (line: string) => void
  /** Default: made from the URL. */
  readonly name?: string
  readonly pollSeconds?: number
}

/**
 * The name of the tree with this URL, which is added when the service does not know it, once it has
 * been fetched.
 * @throws ApiProblem, CliError when it cannot be fetched
 */
export async function ensureTree(api: Api, url: string, options: TreeOptions): Promise<string> {
  const known = await findTree(api, url)
  const tree = known ?? (await addTree(api, url, options))
  await waitUntilFetched(api, tree, options)
  return tree.name
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
    return await api.post<TreeStatus>('/trees', { name, url })
  } catch (error) {
    // Somebody else may have added the very tree a moment ago.
    const other = error instanceof ApiProblem && error.status === 409 ? await findTree(api, url) : undefined
    if (other) return other
    throw inOptions(error, { url: '--repo' })
  }
}

/**
 * Only a tree that was never fetched has to be waited for: the service fetches the others when it
 * needs to.
 */
async function waitUntilFetched(api: Api, added: TreeStatus, options: TreeOptions): Promise<void> {
  const { signal, note, pollSeconds = 2 } = options
  let tree = added
  let told = false
  const noteProgress = progressNotes(note)
  while (tree.fetchedAt === null) {
    if (tree.fetchError !== null && !tree.fetching)
      throw new CliError(`the tree ${tree.name} cannot be fetched: ${tree.fetchError}`, {
        hint: `check ${tree.url}, and that the service may reach it`,
      })
    if (!tree.fetching) await api.post(`/trees/${tree.name}/fetch`)
    if (!told) note(`fetching ${tree.url}: the first time takes a while …`)
    told = true
    noteProgress(tree.progress)
    await sleep(pollSeconds * 1000, undefined, { signal })
    tree = await api.get<TreeStatus>(`/trees/${tree.name}`)
  }
}

// Percent of a stage from one line to the next.
const STEP = 10

/** Returns what prints a line for each stage of a fetch, and for each tenth of it. */
function progressNotes(note: (line: string) => void): (progress: FetchProgress | null | undefined) => void {
  let last: string | undefined
  return (progress) => {
    if (!progress) return
    const step = `${progress.stage} ${Math.floor((progress.percent ?? 0) / STEP)}`
    if (step !== last) note(`  ${printable(fetchWords(progress))}`)
    last = step
  }
}
