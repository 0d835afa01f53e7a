import { join } from 'node:path'
import { createToyHistory, type KillableProgram, otherGccInstead, startKillableProgram } from '@kbisect/testing'
import type { Benchmark, BenchmarkContext, OwnOption, OwnValues, Row } from '../benchmark.ts'
import { keepEvidence } from '../toy/bisect-case.ts'
import { wholeNumber } from '../toy/case-options.ts'
import { compilerCase } from './compiler-cases.ts'
import { judgeSearch, type SearchResult } from './judge-search.ts'
import { searchRows } from './search-rows.ts'

const OPTIONS = {
  searches: { type: 'string', value: 'N', help: 'how many; default: 20' },
} as const satisfies Record<string, OwnOption>

const searchesOf = (options: OwnValues, quick = false): number =>
  wholeNumber(options, 'searches', [1, 1000], quick ? 2 : 20)

async function search(program: KillableProgram, number: number, { directory, note }: BenchmarkContext) {
  const { api } = program
  const theCase = compilerCase(number)
  const { plan } = theCase
  const history = await createToyHistory({ directory: join(directory, `tree-${number}`), plan })
  const tree = `tree-${number}`
  await api.addTree(tree, history.url)
  const began = performance.now()
  const { id } = await api.start({ tree, good: plan.good, bad: plan.bad, target: { architecture: 'x86_64' } })
  const bisection = await api.ended(id)
  const culprit = plan.culprit === undefined ? undefined : history.hash(plan.culprit)
  const judged = judgeSearch(theCase, culprit, bisection, await api.builds(id))
  const result: SearchResult = { number, ...judged, seconds: (performance.now() - began) / 1000 }
  if (judged.innocent || !judged.answered) {
    await keepEvidence(api, id, join(directory, `odd-${number}.json`), { theCase, bisection })
  }
  const { outcome, innocent, compilers, builds, faults, seconds } = result
  const words = `${outcome}${innocent ? ' (INNOCENT)' : ''}, ${compilers} compilers, ${builds} builds, ${faults} faults`
  note(`#${number} ${theCase.words}: ${words}, ${Math.round(seconds)} s`)
  return result
}

async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const otherGcc = otherGccInstead()
  const program = await startKillableProgram({ workers: 0 })
  try {
    program.addWorker({ KBISECT_WORKER_NAME: 'usual' })
    program.addWorker({ KBISECT_WORKER_NAME: 'other' }, otherGcc)
    const results: SearchResult[] = []
    for (let number = 1; number <= searchesOf(context.options, context.quick); number++) {
      context.signal.throwIfAborted()
      results.push(await search(program, number, context))
    }
    return searchRows(results)
  } finally {
    await program.stop()
  }
}

/** `npm run bench -- toolchains`. */
export const toolchains: Benchmark = {
  name: 'toolchains',
  summary: 'searches of a toy kernel that fails under one compiler alone, by two hosts with different compilers',
  options: OPTIONS,
  checkOptions: (options) => void searchesOf(options),
  measure,
}
