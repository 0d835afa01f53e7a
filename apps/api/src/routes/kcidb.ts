import { Readable } from 'node:stream'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, Kcidb, type Signature } from '@kbisect/contracts'
import { factPages, gatherReport, kcidbExport } from '@kbisect/reports'
import { type Signature as Failure, sameFailure } from '@kbisect/verdict'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import type { OpenStreams } from '../http/open-streams.ts'
import { sourcesOf } from '../reports/report-sources.ts'
import { problems } from './answers.ts'
import { mustFind } from './must-find.ts'

export const kcidbRoutes: FastifyPluginAsyncTypebox<Dependencies & { streams: OpenStreams }> = async (app, deps) => {
  app.get(
    '/bisections/:id/kcidb',
    {
      schema: {
        operationId: 'getBisectionKcidb',
        tags: ['bisections'],
        summary: 'What was tested and found, as KCIDB takes it (version 5.3)',
        description:
          'A checkout for each commit that was built, its builds, a test for each run, and the finding as an issue with where it showed and where not. Links that are not https:// are left out, as are commits with changes of ours on top.',
        params: IdParams,
        response: {
          200: {
            description: 'The document. It is sent in parts, as it is made.',
            content: { 'application/json': { schema: Type.Unsafe<Readable>({ ...Kcidb }) } },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const bisection = await mustFind(deps, request.params.id)
      const [facts, tree] = await Promise.all([
        gatherReport(sourcesOf(deps), bisection),
        deps.store.trees.byName(bisection.tree),
      ])
      const looked = bisection.result?.signature
      const input = {
        ...facts,
        origin: deps.settings.kcidbOrigin,
        treeUrl: tree?.url ?? '',
        // Both were made by the reader of consoles, which knows its own kinds.
        isSame: (signature: Signature) => looked != null && sameFailure(signature as Failure, looked as Failure),
      }
      const place = deps.streams.open(request)
      const document = Readable.from(kcidbExport(input, factPages(deps.store.bisections, bisection.id)), {
        objectMode: false,
        signal: place.signal,
      })
      return reply.type('application/json; charset=utf-8').send(document.on('close', place.close))
    },
  )
}
