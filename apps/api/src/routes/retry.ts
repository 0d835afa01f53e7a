import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { retryBisection } from '@kbisect/bisection'
import { Bisection, IdParams } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'
import { describeBoundaries } from '../trees/describe-commits.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'
import { withWords } from './add-result-texts.ts'
import { problems } from './answers.ts'
import { mustFind } from './must-find.ts'
import { prepareTree } from './prepare-tree.ts'

/** Asking the same again. */
export const retryRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (app, deps) => {
  const { store, queue, surroundings } = deps
  const ports = { store: store.bisections, queue, surroundings }
  app.post(
    '/bisections/:id/retry',
    {
      schema: {
        operationId: 'retryBisection',
        tags: ['bisections'],
        summary: 'Start a new bisection with the request of this one',
        description:
          'Over the very same commits, whatever its refs name by now; nothing of what was found out is taken over. 409 when the tree has these commits no more.',
        params: IdParams,
        response: { 201: Bisection, ...problems },
      },
    },
    async (request, reply) => {
      const openHistory = async ({
        tree,
        good,
        bad,
      }: {
        tree: { name: string }
        good: { hash: string }
        bad: { hash: string }
      }) => (await prepareTree(deps, { tree: tree.name, good: good.hash, bad: bad.hash })).mirror
      const { id } = await retryBisection(ports, request.params.id, openHistory, request.session.name)
      const bisection = await withWords(deps, await mustFind(deps, id))
      await describeBoundaries(deps, bisection)
      return reply.status(201).header('location', `/api/v1/bisections/${id}`).send(bisection)
    },
  )
}
