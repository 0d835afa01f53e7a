import { setTimeout as sleep } from 'node:timers/promises'
import type { Bisection, BisectionRequest } from '@kbisect/contracts'
import type { Api } from '../api/api.ts'
import { ApiProblem } from '../api/api-problem.ts'
import type { Connection } from '../api/connect.ts'
import type { Context } from '../context.ts'
import type { AskOptions } from './ask-options.ts'
import { bisectionRequest } from './bisection-request.ts'
import { ensureTree } from './ensure-tree.ts'
import { repositoryUrl } from './repository-url.ts'

/**
 * Posts a bisection, and waits where the service says that the tree is still being fetched.
 * @throws ApiProblem
 */
export async function postBisection(api: Api, request: BisectionRequest, signal: AbortSignal): Promise<Bisection> {
  for (;;) {
    try {
      return await api.post<Bisection>('/bisections', request)
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'tree-not-ready') throw error
      await sleep((error.retryAfter ?? 5) * 1000, undefined, { signal })
    }
  }
}

/** Does all that `kbisect start` asks for: reads the files, adds the tree, starts the bisection. */
export async function askForBisection(
  context: Context,
  connect: () => Promise<Connection>,
  options: AskOptions,
): Promise<{ readonly connection: Connection; readonly bisection: Bisection }> {
  // What is wrong with the command line is told before a service is started for it.
  const url = repositoryUrl(options.repo)
  const request = await bisectionRequest(options)
  const connection = await connect()
  const signal = context.interrupted()
  const tree = await ensureTree(connection.api, url, { signal, note: context.terminal.note })
  const bisection = await postBisection(connection.api, { tree, ...request }, signal)
  return { connection, bisection }
}
