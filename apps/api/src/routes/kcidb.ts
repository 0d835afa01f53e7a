import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, Kcidb } from '@kbisect/contracts'
import { gatherReport, kcidbExport } from '@kbisect/reports'
import { type Signature as Failure, sameFailure } from '@kbisect/verdict'
import type { Dependencies } from '../dependencies.ts'
import { sourcesOf } from '../reports/report-sources.ts'
import { problems } from './answers.ts'
import { mustFind } from './must-find.ts'

export const kcidbRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  app.get(
    '/bisections/:id/kcidb',
    {
      schema: {
        tags: ['bisections'],
        summary: 'What was tested and found, as KCIDB takes it (version 5.3)',
        description:
          'A checkout for each commit that was built, its builds, a test for each run, and the finding as an issue with where it showed and where not. Links that are not https:// are left out, as are commits with changes of ours on top.',
        params: IdParams,
        response: { 200: Kcidb, ...problems },
      },
    },
    async (request) => {
      const bisection = await mustFind(deps, request.params.id)
      const [facts, tree] = await Promise.all([
        gatherReport(sourcesOf(deps), bisection),
        deps.store.trees.byName(bisection.tree),
      ])
      const looked = bisection.result?.signature
      return kcidbExport({
        ...facts,
        origin: deps.settings.kcidbOrigin,
        treeUrl: tree?.url ?? '',
        // Both were made by the reader of consoles, which knows its own kinds.
        isSame: (signature) => looked != null && sameFailure(signature as Failure, looked as Failure),
      })
    },
  )
}
