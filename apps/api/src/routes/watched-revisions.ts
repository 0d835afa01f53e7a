import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type CellResult, compareRevisions, groupFailures, RequestError } from '@kbisect/bisection'
import {
  Id,
  IdParams,
  RevisionComparison,
  RevisionFailures,
  type RevisionHead,
  SeenCommitRef,
  type Watch,
  type WatchResult,
} from '@kbisect/contracts'
import type { SeenRevision } from '@kbisect/store'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'

const tags = ['watches']

const Branch = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'The branch of the watch; without it the one on which the commit was seen last.',
  }),
)

/** Single revisions of watches: what fails there, and what differs between two. */
export const watchedRevisionRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, { store }) => {
  const mustFind = async (id: string): Promise<Watch> => {
    const watch = await store.watches.find(id)
    if (!watch) throw notFound('watch', id)
    return watch
  }
  /** @throws HttpProblem 404, RequestError where the hash begins several */
  const mustFindRevision = async (
    watchId: string,
    field: 'a' | 'b' | 'commit',
    commit: string,
    branch: string | undefined,
  ): Promise<SeenRevision> => {
    const found = await store.seenRevisions.find({ watchId, commit, branch })
    if (found === 'ambiguous') {
      const about = { field, value: commit, message: 'begins the hashes of several revisions of this watch' }
      throw new RequestError('ambiguous-ref', [{ ...about, hint: 'write more of the hash' }])
    }
    if (!found) throw notFound('revision', commit, field)
    return found
  }

  app.get(
    '/watches/:id/revisions/:commit/failures',
    {
      schema: {
        operationId: 'getRevisionFailures',
        tags,
        summary: 'What fails at a revision of a watch, each failure once',
        description:
          'A failure is the same on several targets where its signature is, also where one target counts as flaky and another as a regression.',
        params: Type.Object({ id: Id, commit: SeenCommitRef }),
        querystring: Type.Object({ branch: Branch }),
        response: { 200: RevisionFailures, ...problems },
      },
    },
    async ({ params, query: { branch } }): Promise<RevisionFailures> => {
      const { id: watchId, name: watch, tree } = await mustFind(params.id)
      const revision = await mustFindRevision(watchId, 'commit', params.commit, branch)
      const previous = await store.seenRevisions.previous(watchId, revision)
      const failures: RevisionFailures['failures'] = []
      for (const { cells, failure } of groupFailures(revision.results)) {
        const lastGood = await store.seenRevisions.lastGood(watchId, revision, cells)
        failures.push({ ...failure, affected: cells.map(toResult), lastGood: lastGood ?? null })
      }
      return { watch, watchId, tree, revision: toHead(revision), previous: previous ?? null, failures }
    },
  )

  app.get(
    '/watches/:id/compare',
    {
      schema: {
        operationId: 'compareRevisions',
        tags,
        summary: 'What differs between two revisions of a watch',
        description: 'By test and target: new failures, fixed, still failing, not comparable, not run, still passing.',
        params: IdParams,
        querystring: Type.Object({ a: SeenCommitRef, b: SeenCommitRef, branch: Branch }),
        response: { 200: RevisionComparison, ...problems },
      },
    },
    async ({ params, query }): Promise<RevisionComparison> => {
      const { id: watchId, name: watch, tree } = await mustFind(params.id)
      const a = await mustFindRevision(watchId, 'a', query.a, query.branch)
      const b = await mustFindRevision(watchId, 'b', query.b, query.branch)
      const results = compareRevisions(a, b).flatMap(({ a: one, b: other, ...outcome }) => {
        const cell = other ?? one
        if (!cell) return []
        const { target, test, testIndex } = cell
        return [
          { target, test, testIndex, ...outcome, a: one ? toResult(one) : null, b: other ? toResult(other) : null },
        ]
      })
      return { watch, watchId, tree, a: toHead(a), b: toHead(b), results }
    },
  )
}

const toHead = ({ branch, commit, subject, committedAt, seenAt }: SeenRevision): RevisionHead => ({
  ...{ branch, commit, subject, committedAt, seenAt },
})

const toResult = ({
  targetKey: _key,
  regression: _regression,
  bisection: _bisection,
  ...result
}: CellResult): WatchResult => result
