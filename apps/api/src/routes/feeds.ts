import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { TreeName } from '@kbisect/contracts'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { atomFeed } from '../feeds/atom.ts'
import { regressionsBadge } from '../feeds/badge.ts'
import { regressionEntry } from '../feeds/regression-entries.ts'
import { problems } from './answers.ts'
import { mustFindNamed } from './must-find.ts'

const ENTRIES = 50
const ATOM = 'application/atom+xml'
const SVG = 'image/svg+xml'

const Name = Type.Object({ name: TreeName })
const tags = ['regressions']
const text = (type: string, description: string) => ({
  200: { description, content: { [type]: { schema: Type.String() } } },
  ...problems,
})

/** Regressions for programs that follow them from elsewhere: feed readers, web pages. */
export const feedRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, settings } = deps

  const feedOf = async (tree: string | undefined): Promise<string> => {
    const { items } = await store.bisections.regressions({ filter: { tree }, limit: ENTRIES })
    const base = settings.baseUrl()
    return atomFeed({
      id: `urn:kbisect:regressions${tree === undefined ? '' : `:${tree}`}`,
      title: tree === undefined ? 'Regressions' : `Regressions of ${tree}`,
      author: 'kbisect',
      url: tree === undefined ? `${base}/regressions` : `${base}/regressions?tree=${tree}`,
      self: tree === undefined ? `${base}/api/v1/feed` : `${base}/api/v1/trees/${tree}/feed`,
      entries: items.map((regression) => regressionEntry(regression, base)),
    })
  }

  app.get(
    '/feed',
    {
      schema: {
        operationId: 'getFeed',
        tags,
        summary: 'Atom feed of the newest 50 regressions',
        response: text(ATOM, 'The feed.'),
      },
    },
    async (_request, reply) => reply.type(`${ATOM}; charset=utf-8`).send(await feedOf(undefined)),
  )

  app.get(
    '/trees/:name/feed',
    {
      schema: {
        operationId: 'getTreeFeed',
        tags,
        summary: 'Atom feed of the newest 50 regressions of a tree',
        params: Name,
        response: text(ATOM, 'The feed.'),
      },
    },
    async (request, reply) => {
      const { name } = await mustFindNamed(deps, request.params.name)
      return reply.type(`${ATOM}; charset=utf-8`).send(await feedOf(name))
    },
  )

  app.get(
    '/trees/:name/badge.svg',
    {
      schema: {
        tags,
        operationId: 'getTreeBadge',
        summary: 'A picture that says how many regressions of a tree are open',
        params: Name,
        response: text(SVG, 'The picture.'),
      },
    },
    async (request, reply) => {
      const tree = await mustFindNamed(deps, request.params.name)
      const open = await store.bisections.openRegressions(tree.id)
      // Pages of other sites show it, which browsers refuse unless it says that they may.
      reply.header('cross-origin-resource-policy', 'cross-origin')
      return reply.type(`${SVG}; charset=utf-8`).send(regressionsBadge(open))
    },
  )
}
