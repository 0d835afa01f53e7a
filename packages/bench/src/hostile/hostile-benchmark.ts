import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ApiClient, createToyHistory, type Program, startProgram, x86Panic } from '@kbisect/testing'
import type { Benchmark, BenchmarkContext, OwnOption, OwnValues, Row } from '../benchmark.ts'
import { UsageError } from '../usage-error.ts'
import { hostileCases } from './all-cases.ts'
import type { HostileCase } from './hostile-case.ts'
import { type CaseOutcome, hostileRows } from './hostile-rows.ts'
import { breaches } from './judge-case.ts'
import { setIdFiles, watchAnswers } from './watch-host.ts'

const OPTIONS = {
  case: { type: 'string', multiple: true, value: 'NAME', help: 'these alone; default: all' },
} as const satisfies Record<string, OwnOption>

const NO_FILES = { secrets: [], canary: '/nonexistent' }
const QUICK_CASES = ['setuid-program', 'carriage-returns', 'console-markup']

// Short: a tree whose builds never end uses up the time of five builds before its commit is
// confirmed.
const SETTINGS = { KBISECT_BUILD_TIMEOUT_SECONDS: '45' }

/** @throws UsageError */
function namesOf({ case: wanted }: OwnValues, quick = false): readonly string[] {
  const all = hostileCases(NO_FILES).map(({ name }) => name)
  const names = Array.isArray(wanted) ? wanted.map(String) : quick ? QUICK_CASES : all
  const unknown = names.find((name) => !all.includes(name))
  if (unknown !== undefined) throw new UsageError(`--case: there is no “${unknown}”; use one of ${all.join(', ')}`)
  return names
}

/** The bisection beside the hostile one. */
interface Innocent {
  readonly culprit: string
  start(): Promise<string>
}

async function innocentOn(api: ApiClient, directory: string): Promise<Innocent> {
  const history = await createToyHistory({ directory: join(directory, 'innocent'), plan: x86Panic })
  await api.addTree('innocent', history.url)
  const { good, bad, culprit = '' } = x86Panic
  const request = { tree: 'innocent', good, bad, target: { architecture: 'x86_64' } } as const
  return { culprit: history.hash(culprit), start: async () => (await api.start(request)).id }
}

async function logsOf(api: ApiClient, id: string): Promise<string[]> {
  const digests = (await api.builds(id)).flatMap(({ artifacts }) =>
    artifacts.filter(({ name }) => name.includes('log')).map(({ digest }) => digest),
  )
  return await Promise.all(
    [...new Set(digests)].map(async (digest) => await (await api.request('GET', `/artifacts/${digest}`)).text()),
  )
}

async function beginHostile(
  api: ApiClient,
  { name, test: kind = 'boot' }: HostileCase,
  url: string,
): Promise<string | undefined> {
  const added = await api.request('POST', '/trees', { body: { name, url } })
  if (!added.ok) return undefined
  const body = {
    ...{ tree: name, good: 'base', bad: 'after-2', attach: false },
    ...{ target: { architecture: 'x86_64' }, test: { kind } },
  }
  const answer = await api.request('POST', '/bisections', { body })
  return answer.ok ? ((await answer.json()) as { id: string }).id : undefined
}

async function tryCase(
  { api, settings }: Program,
  hostile: HostileCase,
  innocent: Innocent,
  { directory, canary }: { readonly directory: string; readonly canary: string },
): Promise<CaseOutcome> {
  const { name, commit } = hostile
  const commits = [
    ...[{ name: 'base' }, { name: 'before' }],
    ...[{ ...commit, name: 'hostile' }, { name: 'after-1' }, { name: 'after-2' }],
  ]
  const history = await createToyHistory({ directory: join(directory, name), plan: { commits } })
  const began = performance.now()
  const answers = watchAnswers(`${api.url}/healthz`)
  try {
    const id = await beginHostile(api, hostile, history.url)
    const beside = await innocent.start()
    const [ended, other] = await Promise.all([id === undefined ? undefined : api.ended(id), api.ended(beside)])
    const seconds = (performance.now() - began) / 1000
    const logs = (await Promise.all([id, beside].map(async (each) => (each ? await logsOf(api, each) : [])))).flat()
    const files = [...setIdFiles(settings.stateDir), ...(existsSync(canary) ? [canary] : [])]
    const found = breaches(
      hostile,
      { hostile: ended, innocent: other },
      { hostile: history.hash('hostile'), innocent: innocent.culprit },
      { logs, files, slowestAnswer: await answers.stop() },
    )
    const words = ended ? [ended.state, ended.outcome, ended.label].filter(Boolean).join(', ') : 'refused'
    return { name, outcome: words, reason: ended?.reason ?? '', breaches: found, seconds }
  } finally {
    // A watch that goes on keeps the benchmark from ending.
    await answers.stop()
  }
}

async function measure({ options, quick, directory, note, signal }: BenchmarkContext): Promise<readonly Row[]> {
  const program = await startProgram({ workers: 1, settings: SETTINGS })
  const canary = join(directory, 'canary')
  try {
    const secrets = ['token', 'session-key', 'secrets-key'].map((file) => join(program.settings.stateDir, file))
    const innocent = await innocentOn(program.api, directory)
    const wanted = namesOf(options, quick)
    const outcomes: CaseOutcome[] = []
    for (const hostile of hostileCases({ secrets, canary }).filter(({ name }) => wanted.includes(name))) {
      signal.throwIfAborted()
      const outcome = await tryCase(program, hostile, innocent, { directory, canary })
      outcomes.push(outcome)
      const contained = outcome.breaches.length === 0 ? 'contained' : `NOT CONTAINED: ${outcome.breaches.join('; ')}`
      note(
        `${outcomes.length}/${wanted.length} ${hostile.name}: ${contained} (${outcome.outcome}, ${Math.round(outcome.seconds)} s)`,
      )
      if (outcome.reason) note(`    ${outcome.reason.slice(0, 200)}`)
    }
    return hostileRows(outcomes)
  } finally {
    await program.stop()
  }
}

/** `npm run bench -- hostile`. */
export const hostile: Benchmark = {
  name: 'hostile',
  summary: 'trees whose builds, kernels and commits mean harm, each beside an innocent bisection',
  options: OPTIONS,
  checkOptions: (options) => void namesOf(options),
  measure,
}
