import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Bisection, BisectionComparison, ConfigComparison, Digest, Id, TreeName, Trends } from '@kbisect/contracts'
import Type from 'typebox'
import { diffConfigs } from '../compare/config-diff.ts'
import { differencesOf } from '../compare/differences.ts'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem } from '../http/problems.ts'
import { readArtifact } from '../reports/read-artifact.ts'
import { problems } from './answers.ts'
import { mustFind, mustFindNamed } from './must-find.ts'

const MOST_DIFFERENCES = 1000
const MOST_OPTIONS = 50_000
const CONFIG_BYTES = 4 << 20
const DAY_MS = 86_400_000
const DEFAULT_DAYS = 30

/** What of a bisection is compared: what was asked, what it came to, and what that rests on. */
function compared({ request, good, bad, mergeBases, targets, state, outcome, label, result, progress }: Bisection) {
  const { builds, runs, infrastructureErrors } = progress
  const work = { builds, runs, infrastructureErrors }
  return { request, good, bad, mergeBases, targets, state, outcome, label, progress: work, result }
}

/** What differs between two things, and how trees did over time. */
export const compareRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { store, artifacts, surroundings } = deps

  /** The text of a configuration file of a request, or of what a build was configured with. */
  const configOf = async (field: string, digest: string): Promise<string> => {
    const text =
      (await store.bisections.configTexts([digest])).get(digest) ??
      (await readArtifact(artifacts, digest, CONFIG_BYTES))?.toString('utf8')
    if (text !== undefined) return text
    const message = `there is no configuration ${digest}`
    const hint = 'Take the digest of a configuration file of a request, or of the artifact `config` of a build.'
    const errors = [{ field, value: digest, message, hint }] as const
    throw new HttpProblem(404, 'not-found', `${field}: ${message}`, { errors })
  }

  app.get(
    '/config-diff',
    {
      schema: {
        operationId: 'getConfigDiff',
        tags: ['bisections'],
        summary: 'What differs between two stored kernel configurations',
        description:
          'Each is named by its digest: a configuration file of a request, or the artifact `config` of a build.',
        querystring: Type.Object({ from: Digest, to: Digest }, { additionalProperties: false }),
        response: { 200: ConfigComparison, ...problems },
      },
    },
    async ({ query: { from, to } }) => {
      const differences = diffConfigs(await configOf('from', from), await configOf('to', to))
      return { from, to, differences: differences.slice(0, MOST_OPTIONS) }
    },
  )

  app.get(
    '/bisections/:id/compare/:other',
    {
      schema: {
        tags: ['bisections'],
        operationId: 'compareBisections',
        summary: 'What differs between two bisections: requests, targets and results',
        params: Type.Object({ id: Id, other: Id }),
        response: { 200: BisectionComparison, ...problems },
      },
    },
    async ({ params: { id, other } }) => {
      const [first, second] = [await mustFind(deps, id), await mustFind(deps, other, 'other')]
      const differences = differencesOf(compared(first), compared(second)).slice(0, MOST_DIFFERENCES)
      return { first: id, second: other, differences }
    },
  )

  app.get(
    '/trends',
    {
      schema: {
        operationId: 'listTrends',
        tags: ['overview'],
        summary: 'Failures, regressions and bisections of each tree by day',
        querystring: Type.Object(
          {
            days: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: 366,
                default: DEFAULT_DAYS,
                description: 'How many days, today included.',
              }),
            ),
            tree: Type.Optional(TreeName),
          },
          { additionalProperties: false },
        ),
        response: { 200: Trends, ...problems },
      },
    },
    async ({ query: { days = DEFAULT_DAYS, tree } }) => {
      const treeId = tree === undefined ? undefined : (await mustFindNamed(deps, tree, 'tree')).id
      const from = new Date(surroundings.now().getTime() - (days - 1) * DAY_MS).toISOString().slice(0, 10)
      return { days, items: await store.bisections.trends({ from, treeId }) }
    },
  )
}
