import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { DEFAULT_LIMIT, MOST_SHOWN_WORKERS, Overview, Page, PageQuery, Visit, WorkerPresence } from '@kbisect/contracts'
import { pageByName } from '@kbisect/store'
import type { Dependencies } from '../dependencies.ts'
import { problems } from './answers.ts'

/** All at a glance: the first page, the workers, and who is asking. */
export const overviewRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, { store, queues, settings }) => {
  app.get(
    '/overview',
    {
      schema: {
        operationId: 'getOverview',
        tags: ['overview'],
        summary: 'What runs, what ended, what is broken and who works, in one answer',
        response: { 200: Overview, ...problems },
      },
    },
    async (): Promise<Overview> => {
      const [stored, workers, counts] = await Promise.all([
        store.bisections.overview(),
        queues.workers(),
        queues.counts(),
      ])
      return { ...stored, workers: workers.slice(0, MOST_SHOWN_WORKERS), queues: counts }
    },
  )

  app.get(
    '/workers',
    {
      schema: {
        operationId: 'listWorkers',
        tags: ['workers'],
        summary: 'The workers that are alive, by name',
        querystring: PageQuery,
        response: { 200: Page(WorkerPresence), ...problems },
      },
    },
    async (request) => pageByName(await queues.workers(), { limit: DEFAULT_LIMIT, ...request.query }),
  )

  app.get(
    '/session',
    {
      schema: {
        operationId: 'getSession',
        tags: ['session'],
        summary: 'Who is asking',
        response: { 200: Visit, ...problems },
      },
    },
    async ({ session }): Promise<Visit> => ({ ...session, reads: settings.reads }),
  )
}
