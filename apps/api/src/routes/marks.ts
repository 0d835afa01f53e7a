import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { markRegression } from '@kbisect/bisection'
import { IdParams, MarkRequest, Regression } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'
import { problems } from './answers.ts'
import { mustFindNamed } from './must-find.ts'

const description =
  'fixed needs the commit that fixes it, which the tree must have; who was told of the regression is told of the fix. open takes back what was said.'

/** What people say of regressions. */
export const markRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (app, deps) => {
  const { store, queue, surroundings, fetches } = deps
  const ports = { store: store.bisections, queue, surroundings }
  const openHistory = async (name: string, ref: string) => fetches.prepare(await mustFindNamed(deps, name), [ref])

  app.post(
    '/bisections/:id/mark',
    {
      schema: {
        tags: ['regressions'],
        summary: 'Say something of the regression of a bisection',
        description,
        params: IdParams,
        body: MarkRequest,
        response: { 200: Regression, ...problems },
      },
    },
    async ({ params, body, session }) =>
      markRegression(ports, { bisectionId: params.id }, body, session.name, openHistory),
  )

  app.post(
    '/regressions/:id/mark',
    {
      schema: {
        tags: ['regressions'],
        summary: 'Say something of a regression',
        description,
        params: IdParams,
        body: MarkRequest,
        response: { 200: Regression, ...problems },
      },
    },
    async ({ params, body, session }) => markRegression(ports, { id: params.id }, body, session.name, openHistory),
  )
}
