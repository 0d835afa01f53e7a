import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { triageRegression } from '@kbisect/bisection'
import { IdParams, Regression, TriageRequest } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'
import { problems } from './answers.ts'
import { mustFindNamed } from './must-find.ts'

const description =
  '`fixed` needs the commit that fixes it, which the tree must have; those who were notified of the regression are notified of the fix. `open` clears the triage state.'

/** Triage states of regressions. */
export const triageRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (app, deps) => {
  const { store, queue, surroundings, fetches } = deps
  const ports = { store: store.bisections, queue, surroundings }
  const openHistory = async (name: string, ref: string) => fetches.prepare(await mustFindNamed(deps, name), [ref])

  app.post(
    '/bisections/:id/triage',
    {
      schema: {
        operationId: 'triageBisection',
        tags: ['regressions'],
        summary: 'Set the triage state of the regression of a bisection',
        description,
        params: IdParams,
        body: TriageRequest,
        response: { 200: Regression, ...problems },
      },
    },
    async ({ params, body, session }) =>
      triageRegression(ports, { bisectionId: params.id }, body, session.name, openHistory),
  )

  app.post(
    '/regressions/:id/triage',
    {
      schema: {
        operationId: 'triageRegression',
        tags: ['regressions'],
        summary: 'Set the triage state of a regression',
        description,
        params: IdParams,
        body: TriageRequest,
        response: { 200: Regression, ...problems },
      },
    },
    async ({ params, body, session }) => triageRegression(ports, { id: params.id }, body, session.name, openHistory),
  )
}
