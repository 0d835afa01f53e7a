import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { ConflictError, cancelBisection, NotFoundError } from '@kbisect/bisection'
import {
  CommitHash,
  DEFAULT_LIMIT,
  defaultSchedule,
  IdParams,
  Page,
  PageQuery,
  TreeName,
  Watch,
  WatchChange,
  WatchedRevision,
  WatchRequest,
} from '@kbisect/contracts'
import { pageByName } from '@kbisect/store'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'
import { checkWatch } from './check-watch.ts'
import { mustFindNamed } from './must-find.ts'

const tags = ['watches']
const admin = { scope: 'admin' } as const

const WatchedBranch = Type.Object({ name: Type.String({ description: 'A branch, or a tag as tags/NAME.' }) })

/** What is tested by itself. */
export const watchRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, queue, surroundings } = deps
  const mustFind = async (id: string): Promise<Watch> => {
    const watch = await store.watches.find(id)
    if (!watch) throw notFound('watch', id)
    return watch
  }

  app.post(
    '/watches',
    {
      config: admin,
      schema: {
        operationId: 'createWatch',
        tags,
        summary: 'Watch branches of a tree',
        description:
          'They are looked at within seconds, and by the schedule from then on. Each new revision is tested on each target; a failure that the last passing revision did not have follows the policy.',
        body: WatchRequest,
        response: { 201: Watch, ...problems },
      },
    },
    async (request, reply) => {
      const { name, branches, targets, tests = [{ kind: 'boot' }], schedule = defaultSchedule } = request.body
      const { revisions = 'newest', policy = 'notify', runs = 2, buildsPerDay = null, bisections = 2 } = request.body
      const tree = await mustFindNamed(deps, request.body.tree, 'tree')
      checkWatch({ branches, targets, tests, schedule })
      const watch = await store.watches.create({
        ...{ name, treeId: tree.id, branches, targets, tests, schedule, revisions, policy, runs, buildsPerDay },
        ...{ bisections, createdBy: request.session.name },
      })
      await queue.lookAtWatch(watch.id)
      return reply.status(201).header('location', `/api/v1/watches/${watch.id}`).send(watch)
    },
  )

  app.get(
    '/watches',
    {
      schema: {
        operationId: 'listWatches',
        tags,
        summary: 'List watches by name',
        querystring: Type.Object({
          ...PageQuery.properties,
          tree: Type.Optional(TreeName),
        }),
        response: { 200: Page(Watch), ...problems },
      },
    },
    async ({ query: { tree: name, ...page } }) => {
      const tree = name === undefined ? undefined : await mustFindNamed(deps, name, 'tree')
      return store.watches.list({ limit: DEFAULT_LIMIT, ...page, treeId: tree?.id })
    },
  )

  app.get(
    '/watches/:id',
    {
      schema: {
        operationId: 'getWatch',
        tags,
        summary: 'One watch',
        params: IdParams,
        response: { 200: Watch, ...problems },
      },
    },
    async ({ params: { id } }) => mustFind(id),
  )

  app.patch(
    '/watches/:id',
    {
      config: admin,
      schema: {
        operationId: 'changeWatch',
        tags,
        summary: 'Change, pause or resume a watch',
        description:
          'What is left out stays. What waits for a target or test that is gone is not tested. A paused watch neither looks nor begins a test; what goes on goes on.',
        params: IdParams,
        body: WatchChange,
        response: { 200: Watch, ...problems },
      },
    },
    async ({ params: { id }, body }) => {
      checkWatch({ ...(await mustFind(id)), ...body })
      const watch = await store.watches.change(id, body)
      if (!watch) throw notFound('watch', id)
      if (!watch.paused) await queue.lookAtWatch(id)
      return watch
    },
  )

  app.delete(
    '/watches/:id',
    {
      config: admin,
      schema: {
        operationId: 'deleteWatch',
        tags,
        summary: 'Delete a watch with its results',
        description: 'Checks that go on are cancelled. Bisections and regressions that it found stay.',
        params: IdParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async ({ params: { id } }, reply) => {
      await mustFind(id)
      await store.watches.change(id, { paused: true })
      const ports = { store: store.bisections, queue, surroundings }
      for (const check of await store.watches.checks(id)) await cancel(() => cancelBisection(ports, check))
      await store.watches.remove(id)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/watches/:id/look',
    {
      config: admin,
      schema: {
        operationId: 'lookAtWatch',
        tags,
        summary: 'Look at the branches of a watch now',
        params: IdParams,
        response: { 202: Watch, ...problems },
      },
    },
    async ({ params: { id } }, reply) => {
      const watch = await mustFind(id)
      if (watch.paused) {
        throw new ConflictError(`the watch ${watch.name} is paused`, { value: id, hint: 'resume it first' })
      }
      await queue.lookAtWatch(id)
      return reply.status(202).send(watch)
    },
  )

  app.get(
    '/watches/:id/branches',
    {
      schema: {
        operationId: 'listWatchBranches',
        tags,
        summary: 'The branches and tags of which a watch has seen revisions',
        description: 'By name.',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: Page(WatchedBranch), ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      await mustFind(id)
      const branches = await store.watches.branches(id)
      const named = branches.map((name) => ({ name }))
      return pageByName(named, { limit: DEFAULT_LIMIT, ...query })
    },
  )

  app.get(
    '/watches/:id/revisions',
    {
      schema: {
        operationId: 'listWatchRevisions',
        tags,
        summary: 'The revisions of a watch with their results, newest first',
        params: IdParams,
        querystring: Type.Object({
          ...PageQuery.properties,
          branch: Type.Optional(Type.String({ minLength: 1, maxLength: 255, description: 'One branch alone.' })),
          commit: Type.Optional(CommitHash),
        }),
        response: { 200: Page(WatchedRevision), ...problems },
      },
    },
    async ({ params: { id }, query }) => {
      await mustFind(id)
      return store.watches.revisions({ limit: DEFAULT_LIMIT, ...query, watchId: id })
    },
  )
}

/** One that ended, or was deleted, meanwhile is what was wanted. */
async function cancel(check: () => Promise<void>): Promise<void> {
  try {
    await check()
  } catch (error) {
    if (!(error instanceof ConflictError || error instanceof NotFoundError)) throw error
  }
}
