import { startKillableProgram } from '@kbisect/testing'
import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts'
import { rowLines } from '../row-lines.ts'
import { bisectCase } from './bisect-case.ts'
import { disturb } from './disturb.ts'
import { drawCase } from './draw-case.ts'
import { resultLine, type SoakResult } from './judge-answer.ts'
import { readSoakOptions, SOAK_OPTIONS } from './soak-options.ts'
import { soakRows } from './soak-rows.ts'

const WORKERS = 2
const AT_ONCE = 3

async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const { directory, quick, note, signal } = context
  const { count, seed, first, minutes, secondsBetweenDeaths } = readSoakOptions(context.options, quick)
  const program = await startKillableProgram({ workers: WORKERS })
  note(`state directory: ${program.settings.stateDir}`)
  const disturbance = disturb(program, { workers: WORKERS, secondsBetweenDeaths, seed, note })
  const results: SoakResult[] = []
  const began = performance.now()
  const isTime = () => performance.now() - began < minutes * 60_000
  let next = first
  const lane = async () => {
    while (next < first + count && isTime()) {
      const result = await bisectCase(program, drawCase(seed, next++), { directory, signal })
      results.push(result)
      note(`${results.length}/${count} ${resultLine(result)}`)
    }
  }
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
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
