import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { overrideVerdict, rerunCandidate } from '@kbisect/bisection'
import { Bisection, Candidate, CommitHash, Id, OverrideRequest, RerunRequest } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { withWords } from './add-result-texts.ts'
import { problems } from './answers.ts'
import { mustFind } from './must-find.ts'

const Params = Type.Object({ id: Id, hash: CommitHash })
const tags = ['bisections']

/** What people do about single commits of a bisection. */
export const candidateControlRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, queue, surroundings } = deps
  const ports = { store: store.bisections, queue, surroundings }

  app.post(
    '/bisections/:id/candidates/:hash/rerun',
    {
      schema: {
        operationId: 'rerunBisectionCandidate',
        tags,
        summary: 'Boot a commit some more times on the main target',
        description:
          'A commit of the range, the good revision or a merge base; it is built where it was not yet. A bisection that is finished is reopened and ends again from all facts. 409 where there is nothing to boot, or it was cancelled.',
        params: Params,
        body: RerunRequest,
        response: { 202: Bisection, ...problems },
      },
    },
    async (request, reply) => {
      const { id, hash } = request.params
      const { runs = 1, why = null } = request.body
      await rerunCandidate(ports, id, hash, { runs, by: request.session.name, why })
      return reply.status(202).send(await withWords(deps, await mustFind(deps, id)))
    },
  )

  app.put(
    '/bisections/:id/candidates/:hash/verdict',
    {
      schema: {
        operationId: 'setBisectionCandidateVerdict',
        tags,
        summary: 'Set the verdict of a commit of the range, or take it back',
        description:
          'It stands instead of what the runs of this commit say, and the search goes on from it; skip: it cannot be tested. A bisection that is finished is reopened. The result says what rests on it. 409 while the range is being read, or when it was cancelled.',
        params: Params,
        body: OverrideRequest,
        response: { 200: Candidate, ...problems },
      },
    },
    async (request) => {
      const { id, hash } = request.params
      const { verdict, why } = request.body
      await overrideVerdict(ports, id, hash, { verdict, why, by: request.session.name })
      const candidate = await store.bisections.candidate(id, hash)
      if (!candidate) throw notFound('commit', hash, 'hash')
      return candidate
    },
  )
}
