import { join } from 'node:path'
import { type ApiClient, startKillableProgram } from '@kbisect/testing'
import type { BenchmarkContext } from '../benchmark.ts'
import { spentCpuSeconds } from '../cpu-seconds.ts'
import { bisectCase, keepEvidence } from '../toy/bisect-case.ts'
import { inLanes } from '../toy/case-lanes.ts'
import { drawCase } from '../toy/draw-case.ts'
import { resultLine } from '../toy/judge-answer.ts'
import type { TroubledResult, TroubledRun } from './bisection-rows.ts'
import { type FaultPrograms, installFaultPrograms } from './faults/fault-programs.ts'
import { type StoredAnswers, takenForAnswers } from './faults/taken-for-answers.ts'
import { judgeScript } from './script/judge-script.ts'
import type { VerdictsOptions } from './verdicts-options.ts'

const WORKERS = 2
/** So that there is work while some wait until a fault is old enough to try again. */
const LANES = 6
/**
 * A task that met five faults in a row pauses its bisection; a person would look, and let it go on.
 */
const RESUMES = 1

/**
 * Has the whole program bisect toy histories whose kernels are flaky, on a machine on which now and
 * then something fails.
 */
export async function bisectAmongFaults(
  { seed, faults, ...which }: VerdictsOptions,
  { directory, note, signal }: BenchmarkContext,
): Promise<TroubledRun> {
  const programs = await installFaultPrograms(join(directory, 'programs'), faults)
  const before = spentCpuSeconds()
  const program = await startKillableProgram({ workers: WORKERS, programs: programs.directory })
  note(`state directory: ${program.settings.stateDir}`)
  const results: TroubledResult[] = []
  const bisect = async (number: number) => {
    const toyCase = drawCase(seed, number)
    const result = await bisectCase(program, toyCase, { directory, signal, resumes: RESUMES })
    const taken = await faultsTaken(program.api, result.id, programs)
    if (taken.length > 0) await keepEvidence(program.api, result.id, join(directory, `taken-${number}.json`), { taken })
    const script = {
      troubled: judgeScript(toyCase, { build: faults / 100, boot: faults / 100 }),
      untroubled: judgeScript(toyCase, { build: 0, boot: 0 }),
    }
    results.push({ ...result, taken, script })
    note(`${results.length}/${which.count} ${resultLine(result)}${takenWords(taken)}`)
  }
  try {
    // Hours of work are worth their figures, also when the rest is missing.
    await inLanes({ ...which, lanes: LANES }, bisect).catch((error: unknown) => {
      if (!signal.aborted && results.length === 0) throw error
      note(`ended early: ${error instanceof Error ? error.message : String(error)}`)
    })
  } finally {
    await program.stop()
  }
  return {
    results,
    wanted: Number.isFinite(which.minutes) ? undefined : which.count,
    faults,
    injected: await programs.injected(),
    cpuSeconds: spentCpuSeconds() - before,
  }
}

async function faultsTaken(api: ApiClient, id: string, programs: FaultPrograms) {
  const [runs, builds, injected] = [await api.runs(id), await api.builds(id), await programs.injected()]
  const answers: StoredAnswers['builds'][number][] = []
  for (const build of builds) answers.push({ ...build, log: await logOf(api, build) })
  return takenForAnswers(injected, { runs, builds: answers })
}

async function logOf(
  api: ApiClient,
  { result, artifacts }: Awaited<ReturnType<ApiClient['builds']>>[number],
): Promise<string> {
  const log = artifacts.find(({ name }) => name === 'log')
  if (result !== 'failed' || !log) return ''
  return await (await api.request('GET', `/artifacts/${log.digest}`)).text()
}

const takenWords = (taken: TroubledResult['taken']): string =>
  taken.length === 0 ? '' : `; TAKEN FOR ANSWERS: ${taken.map(({ where, kind }) => `${where} ${kind}`).join(', ')}`
