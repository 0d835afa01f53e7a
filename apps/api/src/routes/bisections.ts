import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { cancelBisection, removeBisection, resumeBisection, startBisection } from '@kbisect/bisection'
import {
  Architecture,
  Bisection,
  BisectionRequest,
  BisectionSummary,
  DEFAULT_LIMIT,
  IdParams,
  outcomes,
  Page,
  PageQuery,
  ResumeQuery,
  states,
  TreeName,
  testKinds,
  Words,
} from '@kbisect/contracts'
import { bisectionSorts } from '@kbisect/store'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { describeBoundaries } from '../trees/describe-commits.ts'
import type { TreeFetches } from '../trees/tree-fetches.ts'
import { withWords } from './add-result-texts.ts'
import { withWaiting } from './add-waiting.ts'
import { problems } from './answers.ts'
import { mustFind } from './must-find.ts'
import { namingTree, prepareTree } from './prepare-tree.ts'

const Filter = Type.Object(
  {
    ...PageQuery.properties,
    tree: Type.Optional(TreeName),
    state: Type.Optional(Words(states)),
    outcome: Type.Optional(Words(outcomes)),
    branch: Type.Optional(Type.String({ maxLength: 255 })),
    architecture: Type.Optional(Architecture),
    config: Type.Optional(Type.String({ maxLength: 1200, description: 'As bisections have it: defconfig+kasan.' })),
    test: Type.Optional(Words(testKinds)),
    author: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the culprit’s author, in any case.' })),
    text: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'In the title, a ref, the branch, the culprit’s subject or the tree’s name, or the beginning of an id or a commit hash.',
      }),
    ),
    sort: Type.Optional(
      Words(bisectionSorts, 'Default: -createdAt, the newest first. A cursor belongs to the sort it came from.'),
    ),
  },
  { additionalProperties: false },
)
const tags = ['bisections']

const ATTACHED = 'kbisect-attached'
const attached = {
  description: 'The bisection that answers this request already; none was started.',
  headers: { [ATTACHED]: { type: 'string', enum: ['true'], description: 'Says that none was started.' } },
  content: { 'application/json': { schema: Bisection } },
}

export const bisectionRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (
  app,
  deps,
) => {
  const { store, queue, surroundings, openMirror } = deps
  const ports = { store: store.bisections, queue, surroundings }
  const find = async (id: string) => withWaiting(deps, await withWords(deps, await mustFind(deps, id)))

  app.post(
    '/bisections',
    {
      schema: {
        operationId: 'createBisection',
        tags,
        summary: 'Start a bisection',
        description:
          'Refs are resolved now, once. What cannot be bisected is refused at once, field by field. Where a bisection of the same range, target and test is open, or done and not triaged as fixed, that one is the answer (200) unless `attach` is false.',
        body: BisectionRequest,
        response: { 200: attached, 201: Bisection, ...problems },
      },
    },
    async (request, reply) => {
      const { tree, mirror } = await prepareTree(deps, request.body)
      const from = { createdBy: request.session.name }
      const { id, attached } = await namingTree(tree.name, () =>
        startBisection(ports, tree, mirror, request.body, from),
      )
      const bisection = await find(id)
      if (attached) reply.header(ATTACHED, 'true')
      else await describeBoundaries(deps, bisection)
      return reply
        .status(attached ? 200 : 201)
        .header('location', `/api/v1/bisections/${id}`)
        .send(bisection)
    },
  )

  app.get(
    '/bisections',
    {
      schema: {
        operationId: 'listBisections',
        tags,
        summary: 'List bisections, newest first or as asked for',
        querystring: Filter,
        response: { 200: Page(BisectionSummary), ...problems },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, sort, ...filter } = request.query
      return store.bisections.summaries({ filter, sort, cursor, limit })
    },
  )

  app.get(
    '/bisections/:id',
    {
      schema: {
        operationId: 'getBisection',
        tags,
        summary: 'One bisection',
        params: IdParams,
        response: { 200: Bisection, ...problems },
      },
    },
    async (request) => find(request.params.id),
  )

  app.post(
    '/bisections/:id/cancel',
    {
      schema: {
        operationId: 'cancelBisection',
        tags,
        summary: 'Cancel a bisection; what was found so far is kept',
        params: IdParams,
        response: { 202: Bisection, ...problems },
      },
    },
    async (request, reply) => {
      await cancelBisection(ports, request.params.id)
      return reply.status(202).send(await find(request.params.id))
    },
  )

  app.post(
    '/bisections/:id/resume',
    {
      schema: {
        operationId: 'resumeBisection',
        tags,
        summary: 'Go on with a paused bisection',
        params: IdParams,
        querystring: ResumeQuery,
        response: { 202: Bisection, ...problems },
      },
    },
    async (request, reply) => {
      await resumeBisection(ports, request.params.id, request.query.repin)
      return reply.status(202).send(await find(request.params.id))
    },
  )

  app.delete(
    '/bisections/:id',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'deleteBisection',
        tags,
        summary: 'Delete a bisection with all its facts; what runs for it is stopped',
        params: IdParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const tree = await store.trees.byName((await find(id)).tree)
      if (!tree) throw notFound('bisection', id)
      await removeBisection(ports, id, openMirror(tree))
      return reply.status(204).send(null)
    },
  )
}
