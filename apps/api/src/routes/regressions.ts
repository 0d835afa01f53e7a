import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  Architecture,
  DEFAULT_LIMIT,
  IdParams,
  Page,
  PageQuery,
  Regression,
  RegressionDetail,
  regressionStates,
  TreeName,
  testKinds,
  Words,
} from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'

const tags = ['regressions']

const Filter = Type.Object(
  {
    ...PageQuery.properties,
    state: Type.Optional(
      Type.Union([Words(regressionStates), Type.Array(Words(regressionStates), { minItems: 1, maxItems: 5 })], {
        description: 'What people say of it; repeated, any of them.',
      }),
    ),
    tree: Type.Optional(TreeName),
    branch: Type.Optional(Type.String({ maxLength: 255 })),
    architecture: Type.Optional(Architecture),
    test: Type.Optional(Words(testKinds)),
    text: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'In the tree’s name, the branch, the target, the signature or the culprit’s subject, or the beginning of an id or a commit hash.',
      }),
    ),
  },
  { additionalProperties: false },
)

/** Tests that passed and now fail. */
export const regressionRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store } = deps
  app.get(
    '/regressions',
    {
      schema: {
        operationId: 'listRegressions',
        tags,
        summary: 'List regressions, newest first',
        querystring: Filter,
        response: { 200: Page(Regression), ...problems },
      },
    },
    async (request) => {
      const { cursor, limit = DEFAULT_LIMIT, state, ...filter } = request.query
      const states = typeof state === 'string' ? [state] : state
      return store.bisections.regressions({ filter: { ...filter, state: states }, cursor, limit })
    },
  )

  app.get(
    '/regressions/:id',
    {
      schema: {
        operationId: 'getRegression',
        tags,
        summary: 'One regression, with how its test did before and after',
        description:
          'Bisections that find the same culprit with the same test in a tree are about one regression: ids of the others answer it too.',
        params: IdParams,
        response: { 200: RegressionDetail, ...problems },
      },
    },
    async (request): Promise<RegressionDetail> => {
      const { id } = request.params
      const regression = await store.bisections.regression(id)
      if (!regression) throw notFound('regression', id)
      return { ...regression, history: await store.tested.history(regression.id) }
    },
  )
}
