import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, Report, Words } from '@kbisect/contracts'
import {
  bisectLog,
  gatherReport,
  type ReportInput,
  type ReportSources,
  reportTitle,
  tellingLogs,
  textReport,
} from '@kbisect/reports'
import { failureLine } from '@kbisect/verdict'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'
import { withWords } from './with-words.ts'

/** Where the parts of a report lie here. */
function sourcesOf(deps: Dependencies): ReportSources {
  const { store, artifacts, openMirror, surroundings } = deps
  return {
    bisections: store.bisections,
    artifacts,
    async commit(name, hash) {
      const tree = await store.trees.byName(name)
      return tree && (await openMirror(tree).commit(hash))
    },
    failureLine,
    urls: (id) => ({
      page: surroundings.pageUrl(id),
      log: (run) => `${deps.settings.baseUrl()}/api/v1/runs/${run}/log`,
      artifact: (digest) => `${deps.settings.baseUrl()}/api/v1/artifacts/${digest}`,
    }),
  }
}

function asJson(input: ReportInput): Report {
  const { bad, good } = tellingLogs(input)
  return {
    title: reportTitle(input.bisection),
    url: input.urls.page,
    bisection: withWords(input.bisection),
    text: textReport(input),
    bisectLog: bisectLog(input),
    firstBadLog: bad?.url ?? null,
    lastGoodLog: good?.url ?? null,
  }
}

export const reportRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  app.get(
    '/bisections/:id/report',
    {
      schema: {
        tags: ['bisections'],
        summary: 'The report, as plain text or JSON',
        params: IdParams,
        querystring: Type.Object(
          {
            format: Type.Optional(Words(['text', 'json'] as const, 'Else the Accept header decides; text by default.')),
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'The report.',
            content: { 'text/plain': { schema: Type.String() }, 'application/json': { schema: Report } },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const bisection = await deps.store.bisections.detail(request.params.id)
      if (!bisection) throw notFound('bisection', request.params.id)
      const input = await gatherReport(sourcesOf(deps), bisection)
      const accept = request.headers.accept ?? ''
      const json = accept.includes('application/json') && !accept.includes('text/')
      if ((request.query.format ?? (json ? 'json' : 'text')) === 'json') return asJson(input)
      return reply.type('text/plain; charset=utf-8').send(textReport(input))
    },
  )
}
