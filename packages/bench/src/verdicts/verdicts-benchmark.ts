import type { Benchmark, BenchmarkContext, Row } from '../benchmark.ts'
import { bisectionRows } from './bisection-rows.ts'
import { scoreCorpus } from './corpus/score-corpus.ts'
import { bisectAmongFaults } from './troubled-bisections.ts'
import { readVerdictsOptions, VERDICTS_OPTIONS } from './verdicts-options.ts'
import { scoreWordings } from './wordings/score-wordings.ts'

async function measure(context: BenchmarkContext): Promise<readonly Row[]> {
  const options = readVerdictsOptions(context.options, context.quick)
  const read = [...(await scoreCorpus(context)), ...(await scoreWordings(context))]
  if (options.count === 0) return read
  return [...read, ...bisectionRows(await bisectAmongFaults(options, context))]
}

/** `npm run bench -- verdicts`. */
export const verdicts: Benchmark = {
  name: 'verdicts',
  summary: 'how well consoles are read, and how often answers are right while kernels flake and the machine fails',
  options: VERDICTS_OPTIONS,
  checkOptions: (options) => void readVerdictsOptions(options),
  measure,
}
