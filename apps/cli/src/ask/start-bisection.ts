import { setTimeout as sleep } from 'node:timers/promises'
import type { Bisection, BisectionRequest } from '@kbisect/contracts'
import { badgeOf } from '@kbisect/contracts/words'
import type { Api } from '../api/api.ts'
import { ApiProblem, inOptions } from '../api/api-problem.ts'
import type { Connection } from '../api/connect.ts'
import type { Context } from '../context.ts'
import type { AskOptions } from './ask-options.ts'
import { bisectionRequest } from './bisection-request.ts'
import { ensureTree } from './ensure-tree.ts'
import { readCredentials } from './read-credentials.ts'
import { repositoryUrl } from './repository-url.ts'

/** The bisection that answers a request. */
export interface Asked {
  readonly bisection: Bisection
  /** It was there already: nothing was started. */
  readonly attached: boolean
}

// Where the option has another name than the field.
const OPTIONS = { tree: '--repo' }

/**
 * Posts a bisection, and waits where the service says that the tree is still being fetched.
 * @throws ApiProblem
 */
export async function postBisection(api: Api, request: BisectionRequest, signal: AbortSignal): Promise<Asked> {
  for (;;) {
    try {
      const { answer, headers } = await api.postWithHeaders<Bisection>('/bisections', request)
      return { bisection: answer, attached: headers.has('kbisect-attached') }
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'tree-not-ready') throw inOptions(error, OPTIONS)
      await sleep((error.retryAfter ?? 5) * 1000, undefined, { signal })
    }
  }
}

/** Does all that `kbisect start` asks for: reads the files, adds the tree, starts the bisection. */
export async function askForBisection(
  context: Context,
  connect: () => Promise<Connection>,
  options: AskOptions,
): Promise<Asked & { readonly connection: Connection }> {
  // What is wrong with the command line is told before a service is started for it.
  const url = repositoryUrl(options.repo)
  const request = await bisectionRequest(options)
  const { credentialsFile } = options
  const credentials = credentialsFile === undefined ? undefined : await readCredentials(context, credentialsFile)
  const connection = await connect()
  const signal = context.interrupted()
  const tree = await ensureTree(connection.api, url, { signal, note: context.terminal.note, credentials })
  return { connection, ...(await postBisection(connection.api, { tree, ...request }, signal)) }
}

/** What is said of a bisection that was there already. */
export function attachedWords(bisection: Bisection): string {
  const { id, state, outcome } = bisection
  const how = outcome ? `${state}: ${badgeOf(bisection).badge}` : state
  return `bisection ${id} answers this already (${how}); nothing new was started: --again starts one`
}
