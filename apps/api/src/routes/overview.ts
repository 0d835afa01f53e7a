import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Page, PageQuery, Regression, Session, WorkerPresence } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { problems } from './answers.ts'

/** Workers, regressions, and who is asking. */
export const overviewRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, { store, queues }) => {
  app.get(
    '/workers',
    {
      schema: {
        tags: ['workers'],
        summary: 'The workers that are alive',
        response: { 200: Type.Object({ items: Type.Array(WorkerPresence) }), ...problems },
      },
    },
    async () => ({ items: await queues.workers() }),
  )

  app.get(
    '/regressions',
    {
      schema: {
        tags: ['regressions'],
        summary: 'List regressions, newest first',
        querystring: PageQuery,
        response: { 200: Page(Regression), ...problems },
      },
    },
    async (request) => {
      const { cursor, limit = 50 } = request.query
      return store.bisections.regressions({ cursor, limit })
    },
  )

  app.get(
    '/session',
    { schema: { tags: ['session'], summary: 'Who is asking', response: { 200: Session, ...problems } } },
    async (request) => request.session,
  )
}
