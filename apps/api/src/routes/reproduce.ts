import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import {
  type Bisection,
  type ConfigFileSummary,
  configFilesOf,
  IdParams,
  mapConfigFiles,
  type Target,
  type TargetSummary,
} from '@kbisect/contracts'
import { buildOf, findReproduction, gatherFacts, type ReportInput } from '@kbisect/reports'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import { conflict, HttpProblem } from '../http/problems.ts'
import { readArtifact } from '../reports/read-artifact.ts'
import { sourcesOf } from '../reports/report-sources.ts'
import { reproduceKit } from '../reports/reproduce-kit.ts'
import { problems } from './answers.ts'
import { mustFind } from './must-find.ts'

const CONFIG_BYTES = 4 << 20
const LOG_BYTES = 4 << 20

/** The settled configurations of the commit and of the one before. */
async function configsOf({ artifacts }: Dependencies, facts: ReportInput): Promise<Map<string, string>> {
  const found = findReproduction(facts)
  const configs = new Map<string, string>()
  for (const commit of found ? [found.commit, ...found.parents.slice(0, 1)] : []) {
    const digest = buildOf(facts, commit)?.artifacts.find(({ name }) => name === 'config')?.digest
    const bytes = digest === undefined ? undefined : await readArtifact(artifacts, digest, CONFIG_BYTES)
    if (digest !== undefined && bytes !== undefined) configs.set(digest, bytes.toString('utf8'))
  }
  return configs
}

async function failureLineOf({ artifacts, logs }: Dependencies, facts: ReportInput): Promise<string | undefined> {
  const log = findReproduction(facts)?.run?.log
  if (!log) return undefined
  const words = await logs.read(async () => (await readArtifact(artifacts, log, LOG_BYTES)) ?? Buffer.alloc(0))
  return words?.failureLine
}

/** The target with the texts of its configuration files. */
async function wholeTarget({ store }: Dependencies, target: TargetSummary): Promise<Target> {
  const files = configFilesOf<ConfigFileSummary>(target)
  const texts = await store.bisections.configTexts(files.map(({ digest }) => digest))
  const restore = ({ name, digest }: ConfigFileSummary) => ({ name, content: texts.get(digest) ?? '' })
  return mapConfigFiles(target, restore)
}

async function scriptOf(deps: Dependencies, bisection: Bisection): Promise<string | undefined> {
  const [facts, tree] = await Promise.all([
    gatherFacts(sourcesOf(deps), bisection),
    deps.store.trees.byName(bisection.tree),
  ])
  const [target] = bisection.targets
  if (!target) return undefined
  const [configs, line] = await Promise.all([configsOf(deps, facts), failureLineOf(deps, facts)])
  const kit = reproduceKit(await wholeTarget(deps, target), bisection.request.test)
  const input = { ...facts, treeUrl: tree?.url ?? '', kit, configs, failureLine: line }
  return await deps.logs.script(input).catch(() => {
    throw new HttpProblem(503, 'not-in-time', 'the script could not be made in time; ask again in a minute', {
      hint: 'Ask again in a minute.',
    })
  })
}

export const reproduceRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  app.get(
    '/bisections/:id/reproduce.sh',
    {
      schema: {
        operationId: 'getBisectionReproduceScript',
        tags: ['bisections'],
        summary:
          'A shell script that builds and boots the culprit, else the bad revision, and says whether the failure shows',
        description:
          'Its --help says what it takes. It ends with 0 when the failure shows, 1 when not, 2 when that could not be tried.',
        params: IdParams,
        response: {
          200: { description: 'The script.', content: { 'text/x-shellscript': { schema: Type.String() } } },
          ...problems,
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const script = await scriptOf(deps, await mustFind(deps, id))
      if (script === undefined) {
        const hint = 'ask again when the bad revision was tested'
        const message = `nothing was built yet, so there is nothing to reproduce; ${hint}`
        throw conflict('nothing-to-reproduce', message, { field: 'id', value: id, hint })
      }
      return reply
        .type('text/x-shellscript; charset=utf-8')
        .header('content-disposition', `attachment; filename="reproduce-${id}.sh"`)
        .send(script)
    },
  )
}
