import { startKillableProgram } from '@kbisect/testing'
import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts'
import { rowLines } from '../row-lines.ts'
import { bisectCase } from '../toy/bisect-case.ts'
import { inLanes } from '../toy/case-lanes.ts'
import { drawCase } from '../toy/draw-case.ts'
import { type CaseResult, resultLine } from '../toy/judge-answer.ts'
import { disturb } from './disturb.ts'
import { readSoakOptions, SOAK_OPTIONS } from './soak-options.ts'
import { soakRows } from './soak-rows.ts'

const WORKERS = 2
const AT_ONCE = 3

async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const { directory, quick, note, signal } = context
  const { seed, secondsBetweenDeaths, ...which } = readSoakOptions(context.options, quick)
  const program = await startKillableProgram({ workers: WORKERS })
  note(`state directory: ${program.settings.stateDir}`)
  const disturbance = disturb(program, { workers: WORKERS, secondsBetweenDeaths, seed, note })
  const results: CaseResult[] = []
  try {
    await inLanes({ ...which, lanes: AT_ONCE }, async (number) => {
      const result = await bisectCase(program, drawCase(seed, number), { directory, signal })
      results.push(result)
      note(`${results.length}/${which.count} ${resultLine(result)}`)
    })
    return soakRows(results, await disturbance.stop())
  } catch (error) {
    // Hours of work are worth their figures, also when the rest is missing.
    const deaths = await disturbance.stop()
    if (results.length > 0) for (const line of rowLines(soakRows(results, deaths))) note(line)
    throw error
  } finally {
    await program.stop()
  }
}

/** `npm run bench -- soak`. */
export const soak: Benchmark = {
  name: 'soak',
  summary: 'many bisections of the toy kernel by the whole program, while kernels flake and workers die',
  options: SOAK_OPTIONS,
  checkOptions: (options) => void readSoakOptions(options),
  measure,
}
