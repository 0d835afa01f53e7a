import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { DEFAULT_LIMIT, KnownTarget, Page, PageQuery, Revision, TreeName, TreeRef } from '@kbisect/contracts'
import { MOST_KNOWN_TARGETS } from '@kbisect/store'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { problems } from './answers.ts'
import { time } from './format-commit.ts'
import { mustFindNamed } from './must-find.ts'

const Name = Type.Object({ name: TreeName })
const tags = ['trees']
const MOST_REFS = 50

/** What a tree holds and what was tested of it. */
export const treeHistoryRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, openMirror } = deps
  const find = (name: string) => mustFindNamed(deps, name)

  app.get(
    '/trees/:name/revisions',
    {
      schema: {
        operationId: 'listTreeRevisions',
        tags,
        summary: 'Commits that were tested with all their results, the last tested first',
        params: Name,
        querystring: PageQuery,
        response: { 200: Page(Revision), ...problems },
      },
    },
    async (request) => {
      const tree = await find(request.params.name)
      const { cursor, limit = DEFAULT_LIMIT } = request.query
      return await store.tested.revisions(tree.id, { cursor, limit })
    },
  )

  app.get(
    '/trees/:name/refs',
    {
      schema: {
        operationId: 'listTreeRefs',
        tags,
        summary: 'Branches and tags as of the last fetch, to complete what is typed; at most 50',
        params: Name,
        querystring: Type.Object(
          {
            text: Type.Optional(
              Type.String({ maxLength: 255, description: 'In the name; those that begin with it come first.' }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ items: Type.Array(TreeRef, { maxItems: MOST_REFS }) }), ...problems },
      },
    },
    async (request) => {
      const mirror = openMirror(await find(request.params.name))
      const refs = await mirror.refs(request.query.text?.trim() ?? '', MOST_REFS)
      return { items: refs.map((ref) => ({ ...ref, committedAt: time(ref.committedAt) })) }
    },
  )

  app.get(
    '/trees/:name/targets',
    {
      schema: {
        operationId: 'listTreeTargets',
        tags,
        summary: 'Targets that the tree was bisected on before, the last used first; at most 100',
        params: Name,
        response: {
          200: Type.Object({ items: Type.Array(KnownTarget, { maxItems: MOST_KNOWN_TARGETS }) }),
          ...problems,
        },
      },
    },
    async (request) => ({ items: await store.tested.targets((await find(request.params.name)).id) }),
  )
}
