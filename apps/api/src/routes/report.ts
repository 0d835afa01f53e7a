import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Bisection, type Candidate, IdParams, Report, Words } from '@kbisect/contracts'
import {
  bisectLog,
  logExcerpt,
  type ReportInput,
  reportTitle,
  type TellingLog,
  tellingLogs,
  textReport,
} from '@kbisect/reports'
import { failureLine } from '@kbisect/verdict'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { notFound } from '../http/problems.ts'
import { problems } from './answers.ts'
import { withWords } from './with-words.ts'

const CANDIDATES_AT_ONCE = 5_000
const LOG_BYTES = 4 << 20

async function allCandidates({ bisections }: Dependencies['store'], id: string): Promise<Candidate[]> {
  const all: Candidate[] = []
  let cursor: string | undefined
  do {
    const page = await bisections.candidates(id, { cursor, limit: CANDIDATES_AT_ONCE })
    all.push(...page.items)
    cursor = page.next ?? undefined
  } while (cursor !== undefined)
  return all
}

/** What a log says of the failure that it shows. */
async function excerptOf({ artifacts }: Dependencies, log: TellingLog | undefined): Promise<string | undefined> {
  if (log?.showed !== 'failed' && log?.showed !== 'does not build') return undefined
  const { digest } = log
  try {
    const chunks: Buffer[] = []
    const end = Math.min(await artifacts.size(digest), LOG_BYTES)
    for await (const chunk of await artifacts.openRange(digest, 0, end)) chunks.push(chunk as Buffer)
    return logExcerpt(Buffer.concat(chunks).toString('utf8'), failureLine)
  } catch {
    // A report without its excerpt is better than none: the log may have been cleaned away.
    return undefined
  }
}

async function culpritOf({ store, openMirror }: Dependencies, bisection: Bisection): Promise<ReportInput['culprit']> {
  const hash = bisection.result?.culprit?.hash
  const tree = hash === undefined ? undefined : await store.trees.byName(bisection.tree)
  if (hash === undefined || !tree) return undefined
  try {
    const { body, files } = await openMirror(tree).commit(hash)
    return { body, files: files.map(({ path }) => path) }
  } catch {
    return undefined
  }
}

async function gather(deps: Dependencies, bisection: Bisection): Promise<ReportInput> {
  const { id } = bisection
  const [candidates, builds, runs, culprit] = await Promise.all([
    allCandidates(deps.store, id),
    deps.store.bisections.builds(id),
    deps.store.bisections.runs(id),
    culpritOf(deps, bisection),
  ])
  const base = deps.settings.baseUrl()
  const urls = {
    page: deps.surroundings.pageUrl(id),
    log: (run: string) => `${base}/api/v1/runs/${run}/log`,
    artifact: (digest: string) => `${base}/api/v1/artifacts/${digest}`,
  }
  const input = { bisection, candidates, builds, runs, urls, ...(culprit ? { culprit } : {}) }
  const excerpt = await excerptOf(deps, tellingLogs(input).bad)
  return excerpt === undefined ? input : { ...input, logExcerpt: excerpt }
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
      const input = await gather(deps, bisection)
      const accept = request.headers.accept ?? ''
      const json = accept.includes('application/json') && !accept.includes('text/')
      if ((request.query.format ?? (json ? 'json' : 'text')) === 'json') return asJson(input)
      return reply.type('text/plain; charset=utf-8').send(textReport(input))
    },
  )
}
