import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { previewBisection } from '@kbisect/bisection'
import { BisectionRequest, Preview } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'
import { problems } from './answers.ts'
import { namingTree, prepareTree } from './prepare-tree.ts'

/** What a request would come to, before anybody asks for it. */
export const previewRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (app, deps) => {
  const { store, queues } = deps
  app.post(
    '/bisections/preview',
    {
      schema: {
        operationId: 'previewBisection',
        tags: ['bisections'],
        summary: 'What a request would come to; nothing is started',
        description: 'Checks the request as starting it would, and refuses it with the same errors.',
        body: BisectionRequest,
        response: { 200: Preview, ...problems },
      },
    },
    async (request) => {
      const { tree, mirror } = await prepareTree(deps, request.body)
      const ports = { store: store.bisections }
      const hosts = await queues.workers()
      return await namingTree(tree.name, () => previewBisection(ports, tree, mirror, request.body, hosts))
    },
  )
}
