import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { TreeCredentials, TreeName, TreeStatus } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'
import { checkTakesCredentials, completeCredentials } from '../trees/tree-url.ts'
import { problems } from './answers.ts'
import { mustFindNamed } from './must-find.ts'

const Name = Type.Object({ name: TreeName })
const tags = ['trees']

/** What a tree's server asks for: can be set and removed, and is never answered. */
export const treeCredentialRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (
  app,
  deps,
) => {
  const { store, fetches } = deps

  app.put(
    '/trees/:name/credentials',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'setTreeCredentials',
        tags,
        summary: 'Set user and password or access token of a tree',
        description:
          'For trees by https or http. Replaces those of before, and fetches the tree in the background, again where it is being fetched: its `fetchError` tells whether they work.',
        params: Name,
        body: TreeCredentials,
        response: { 200: TreeStatus, ...problems },
      },
    },
    async (request) => {
      const tree = await mustFindNamed(deps, request.params.name)
      checkTakesCredentials(tree.url)
      if (!(await store.trees.setCredentials(tree.id, completeCredentials(request.body))))
        throw notFound('tree', tree.name, 'name')
      const changed = await mustFindNamed(deps, tree.name)
      fetches.startAnew(changed)
      return fetches.status(changed)
    },
  )

  app.delete(
    '/trees/:name/credentials',
    {
      config: { scope: 'admin', audit: 'tree.credential.delete' },
      schema: {
        operationId: 'deleteTreeCredentials',
        tags,
        summary: 'Remove the credentials of a tree',
        description: 'Answers 204 also where there were none.',
        params: Name,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      const tree = await mustFindNamed(deps, request.params.name)
      await store.trees.setCredentials(tree.id, null)
      return reply.status(204).send(null)
    },
  )
}
