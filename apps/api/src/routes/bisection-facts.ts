import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  Build,
  Candidate,
  CommitDetails,
  CommitHash,
  DEFAULT_LIMIT,
  Id,
  IdParams,
  Page,
  PageQuery,
  Run,
  Words,
} from '@kbisect/contracts'
import { factSorts } from '@kbisect/store'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem, notFound } from '../http/problems.ts'
import { problems } from './answers.ts'
import { commitAnswer } from './format-commit.ts'

const tags = ['bisections']

const FactQuery = Type.Object(
  {
    ...PageQuery.properties,
    commit: Type.Optional(CommitHash),
    target: Type.Optional(Type.String({ maxLength: 200, description: 'Only those of the target with this name.' })),
    sort: Type.Optional(
      Words(
        factSorts,
        'Default: finishedAt, the first that ended first. With a minus the last that ended comes first.',
      ),
    ),
  },
  { additionalProperties: false },
)

function noCommit(tree: string, value: string): HttpProblem {
  const message = `the tree ${tree} has no commit ${value}`
  const hint = `Check the hash, or fetch the tree (POST /api/v1/trees/${tree}/fetch).`
  return new HttpProblem(404, 'not-found', message, { errors: [{ field: 'hash', value, message, hint }] })
}

/** What was found out about one bisection. */
export const factRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, { store, openMirror }) => {
  const mustExist = async (id: string): Promise<{ tree: { name: string; url: string } }> => {
    const record = await store.bisections.find(id)
    if (!record) throw notFound('bisection', id)
    return record
  }

  app.get(
    '/bisections/:id/candidates',
    {
      schema: {
        operationId: 'listBisectionCandidates',
        tags,
        summary: 'The commits of the range, good revision first',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: Page(Candidate), ...problems },
      },
    },
    async (request) => {
      await mustExist(request.params.id)
      const { cursor, limit = DEFAULT_LIMIT } = request.query
      return store.bisections.candidates(request.params.id, { cursor, limit })
    },
  )

  app.get(
    '/bisections/:id/builds',
    {
      schema: {
        operationId: 'listBisectionBuilds',
        tags,
        summary: 'Builds, all or those of a commit or target, in the order in which they ended',
        params: IdParams,
        querystring: FactQuery,
        response: { 200: Page(Build), ...problems },
      },
    },
    async (request) => {
      await mustExist(request.params.id)
      return store.bisections.builds(request.params.id, { limit: DEFAULT_LIMIT, ...request.query })
    },
  )

  app.get(
    '/bisections/:id/runs',
    {
      schema: {
        operationId: 'listBisectionRuns',
        tags,
        summary: 'Runs, all or those of a commit or target, in the order in which they ended',
        params: IdParams,
        querystring: FactQuery,
        response: { 200: Page(Run), ...problems },
      },
    },
    async (request) => {
      await mustExist(request.params.id)
      return store.bisections.runs(request.params.id, { limit: DEFAULT_LIMIT, ...request.query })
    },
  )

  app.get(
    '/bisections/:id/commits/:hash',
    {
      schema: {
        operationId: 'getBisectionCommit',
        tags,
        summary: 'A commit of the tree with its patch',
        params: Type.Object({ id: Id, hash: CommitHash }),
        response: { 200: CommitDetails, ...problems },
      },
    },
    async (request) => {
      const { id, hash } = request.params
      const { tree } = await mustExist(id)
      const mirror = openMirror(tree)
      if (!(await mirror.has(hash))) throw noCommit(tree.name, hash)
      const [commit, diff] = await Promise.all([mirror.commit(hash), mirror.diff(hash)])
      return commitAnswer(commit, diff)
    },
  )
}
