import { setTimeout as sleep } from 'node:timers/promises'
import type { FetchProgress, TreeStatus } from '@kbisect/contracts'
import { fetchWords } from '@kbisect/contracts/words'
import type { Api } from '../api/api.ts'
import { CliError } from '../cli-error.ts'
import { printable } from '../printable.ts'

export interface WaitOptions {
  readonly signal: AbortSignal
  readonly note: (line: string) => void
  readonly pollSeconds?: number
}

const POLL_SECONDS = 2

/**
 * Returns a tree once it has been fetched and no fetch is under way; one that was never fetched and
 * did not fail is fetched.
 * @throws CliError when it cannot be fetched
 */
export async function waitForTree(api: Api, first: TreeStatus, options: WaitOptions): Promise<TreeStatus> {
  const { signal, note, pollSeconds = POLL_SECONDS } = options
  const noteProgress = progressNotes(note)
  let tree = first
  for (let rounds = 0; tree.fetching || tree.fetchedAt === null; rounds++) {
    requireFetched(tree)
    if (!tree.fetching) await api.post(`/trees/${tree.name}/fetch`)
    if (rounds === 0)
      note(`fetching ${printable(tree.url)}${tree.fetchedAt === null ? ': the first time takes a while' : ''} …`)
    noteProgress(tree.progress)
    await sleep(pollSeconds * 1000, undefined, { signal })
    tree = await api.get<TreeStatus>(`/trees/${tree.name}`)
  }
  requireFetched(tree)
  return tree
}

function requireFetched({ name, url, fetching, fetchError, hasCredentials }: TreeStatus): void {
  if (fetching || fetchError === null) return
  const credentials = /^https?:/.test(url)
    ? `; \`kbisect tree credentials ${name} --credentials-file -\` ${hasCredentials ? 'replaces its' : 'gives it'} credentials`
    : ''
  throw new CliError(`the tree ${name} cannot be fetched: ${printable(fetchError)}`, {
    hint: `check ${printable(url)}, and that the service may reach it${credentials}`,
  })
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
