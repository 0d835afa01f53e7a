import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  Branch,
  DEFAULT_LIMIT,
  Page,
  PageQuery,
  Ref,
  ResolvedCommit,
  type Tree,
  TreeChange,
  TreeName,
  TreeRequest,
  TreeStatus,
} from '@kbisect/contracts'
import { pageByTime } from '@kbisect/store'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { inField } from '../http/to-problem.ts'
import { isLocal, type TreeFetches } from '../trees/tree-fetches.ts'
import {
  checkCommitUrl,
  checkTakesCredentials,
  checkTreeHost,
  checkTreeUrl,
  completeCredentials,
} from '../trees/tree-url.ts'
import { problems } from './answers.ts'
import { person, time } from './format-commit.ts'
import { mustFindNamed } from './must-find.ts'

const Name = Type.Object({ name: TreeName })
const tags = ['trees']

export const treeRoutes: FastifyPluginAsyncTypebox<Dependencies & { fetches: TreeFetches }> = async (app, deps) => {
  const { store, settings, fetches, openMirror } = deps
  const find = (name: string) => mustFindNamed(deps, name)
  const latest = async (tree: Tree): Promise<TreeStatus> => fetches.status((await store.trees.find(tree.id)) ?? tree)

  app.post(
    '/trees',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'createTree',
        tags,
        summary: 'Add a tree',
        description:
          'A tree on this machine is fetched before the answer (201); any other is fetched in the background (202): its `fetching` tells when that is over.',
        body: TreeRequest,
        response: { 201: TreeStatus, 202: TreeStatus, ...problems },
      },
    },
    async (request, reply) => {
      const { name, url, commitUrl, credentials } = request.body
      checkCommitUrl(commitUrl)
      checkTreeUrl(url, settings.gitProtocols)
      if (credentials) checkTakesCredentials(url)
      await checkTreeHost(openMirror({ name, url }), url)
      const known = credentials && { credentials: completeCredentials(credentials) }
      const pages = commitUrl === undefined ? {} : { commitUrl }
      const tree = await store.trees.add({ name, url, ...pages, ...known })
      reply.header('location', `/api/v1/trees/${tree.name}`)
      if (!isLocal(tree)) {
        fetches.start(tree)
        return reply.status(202).send(await fetches.status(tree))
      }
      try {
        await fetches.fetch(tree)
      } catch (error) {
        // Nothing is left of a tree that was refused: the corrected request may use its name.
        await store.trees.remove(tree.id)
        await fetches.forget(tree)
        throw inField(error, 'url', url)
      }
      return reply.status(201).send(await latest(tree))
    },
  )

  app.get(
    '/trees',
    {
      schema: {
        operationId: 'listTrees',
        tags,
        summary: 'List trees by name',
        querystring: PageQuery,
        response: { 200: Page(TreeStatus), ...problems },
      },
    },
    async (request) => {
      const { items, next } = await store.trees.list({ limit: DEFAULT_LIMIT, ...request.query })
      return { items: await Promise.all(items.map((tree) => fetches.status(tree))), next }
    },
  )

  app.get(
    '/trees/:name',
    {
      schema: {
        operationId: 'getTree',
        tags,
        summary: 'One tree',
        params: Name,
        response: { 200: TreeStatus, ...problems },
      },
    },
    async (request) => fetches.status(await find(request.params.name)),
  )

  app.patch(
    '/trees/:name',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'changeTree',
        tags,
        summary: 'Change how the commits of a tree are linked',
        description: 'Links in pages, reports and messages follow the template from now on; null removes it.',
        params: Name,
        body: TreeChange,
        response: { 200: TreeStatus, ...problems },
      },
    },
    async (request) => {
      const { commitUrl } = request.body
      const tree = await find(request.params.name)
      checkCommitUrl(commitUrl)
      await store.trees.setCommitUrl(tree.id, commitUrl)
      return await fetches.status(await find(tree.name))
    },
  )

  app.delete(
    '/trees/:name',
    {
      config: { scope: 'admin' },
      schema: {
        operationId: 'deleteTree',
        tags,
        summary: 'Remove a tree that no bisection uses, with its mirror',
        params: Name,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      const tree = await find(request.params.name)
      await store.trees.remove(tree.id)
      await fetches.forget(tree)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/trees/:name/fetch',
    {
      schema: {
        operationId: 'fetchTree',
        tags,
        summary: 'Bring a tree up to date',
        description: 'Answers when it is done (200) for a tree on this machine, at once (202) for any other.',
        params: Name,
        response: { 200: TreeStatus, 202: TreeStatus, ...problems },
      },
    },
    async (request, reply) => {
      const tree = await find(request.params.name)
      if (!isLocal(tree)) {
        fetches.start(tree)
        return reply.status(202).send(await fetches.status(tree))
      }
      await fetches.fetch(tree)
      return reply.status(200).send(await latest(tree))
    },
  )

  app.get(
    '/trees/:name/branches',
    {
      schema: {
        operationId: 'listTreeBranches',
        tags,
        summary: 'Branches as of the last fetch, newest first',
        params: Name,
        querystring: PageQuery,
        response: { 200: Page(Branch), ...problems },
      },
    },
    async (request) => {
      const branches = await openMirror(await find(request.params.name)).branches()
      const page = pageByTime(branches, { limit: DEFAULT_LIMIT, ...request.query })
      return { ...page, items: page.items.map((branch) => ({ ...branch, committedAt: time(branch.committedAt) })) }
    },
  )

  app.get(
    '/trees/:name/commits/:ref',
    {
      schema: {
        operationId: 'getTreeCommit',
        tags,
        summary: 'What a branch, tag or hash names, as of the last fetch; a slash in it is written %2F',
        params: Type.Object({ name: TreeName, ref: Ref }),
        response: { 200: ResolvedCommit, ...problems },
      },
    },
    async (request) => {
      const { ref } = request.params
      const mirror = openMirror(await find(request.params.name))
      const commit = await mirror.commit(await mirror.resolve(ref))
      const { hash, subject, committedAt } = commit
      return {
        ref,
        hash,
        subject,
        author: person(commit.authorName, commit.authorEmail),
        committedAt: time(committedAt),
      }
    },
  )
}
