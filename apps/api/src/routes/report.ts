import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams, Report, Words } from '@kbisect/contracts'
import {
  bisectLog,
  gatherFacts,
  gatherReport,
  markdownReport,
  type ReportInput,
  reportTitle,
  shownFailure,
  tellingLogs,
  textReport,
} from '@kbisect/reports'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { preferredType } from '../http/preferred-type.ts'
import { sourcesOf } from '../reports/report-sources.ts'
import { withWords } from './add-result-texts.ts'
import { problems } from './answers.ts'
import { mustFind } from './must-find.ts'

async function asJson(deps: Dependencies, input: ReportInput): Promise<Report> {
  const { bad, good } = tellingLogs(input)
  return {
    title: reportTitle(input.bisection),
    url: input.urls.page,
    bisection: await withWords(deps, input.bisection),
    failure: shownFailure(input) ?? null,
    text: textReport(input),
    markdown: markdownReport(input),
    bisectLog: bisectLog(input),
    reproduceScript: input.urls.reproduce,
    firstBadLog: bad?.url ?? null,
    lastGoodLog: good?.url ?? null,
  }
}

const formats = ['text', 'markdown', 'json'] as const
const types = ['text/plain', 'text/markdown', 'application/json'] as const

export const reportRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  app.get(
    '/bisections/:id/report',
    {
      schema: {
        operationId: 'getBisectionReport',
        tags: ['bisections'],
        summary: 'The report, as plain text, Markdown or JSON',
        params: IdParams,
        querystring: Type.Object(
          {
            format: Type.Optional(Words(formats, 'Else the Accept header decides; text by default.')),
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: 'The report.',
            content: {
              'text/plain': { schema: Type.String() },
              'text/markdown': { schema: Type.String() },
              'application/json': { schema: Report },
            },
          },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const input = await gatherReport(sourcesOf(deps), await mustFind(deps, request.params.id))
      const asked = request.query.format ?? formats[types.indexOf(preferredType(request.headers.accept ?? '', types))]
      reply.header('vary', 'accept')
      if (asked === 'json') return await asJson(deps, input)
      if (asked === 'markdown') return reply.type('text/markdown; charset=utf-8').send(markdownReport(input))
      return reply.type('text/plain; charset=utf-8').send(textReport(input))
    },
  )

  app.get(
    '/bisections/:id/bisect-log',
    {
      schema: {
        operationId: 'getBisectionBisectLog',
        tags: ['bisections'],
        summary: 'The equivalent session of git bisect; `git bisect replay` accepts it',
        params: IdParams,
        response: {
          200: { description: 'The log.', content: { 'text/plain': { schema: Type.String() } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const facts = await gatherFacts(sourcesOf(deps), await mustFind(deps, request.params.id))
      return reply.type('text/plain; charset=utf-8').send(bisectLog(facts))
    },
  )
}
