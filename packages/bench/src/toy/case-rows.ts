import type { Row } from '../benchmark.ts'
import type { CaseResult, Judgement } from './judge-answer.ts'

/** A figure for which nothing is promised. */
export const plain = (row: string, setting: string, value: number, unit: string): Row => ({
  row,
  setting,
  value,
  unit,
  target: null,
  met: null,
})

/**
 * Of those that named one commit, the exact ones are the promise; wrong ones should be about none.
 */
export function answers(setting: string, results: readonly CaseResult[]): Row[] {
  if (results.length === 0) return []
  const named = results.filter(({ judgement, outcome }) => judgement === 'exact' || outcome.startsWith('culprit'))
  const exact = named.filter(({ judgement }) => judgement === 'exact').length
  const where = `${setting} (${results.length})`
  return [
    plain('exact culprits, of all', where, percent(exact, results.length), '%'),
    ...(named.length === 0 ? [] : [plain('exact culprits, of those named', where, percent(exact, named.length), '%')]),
    ...counts(setting, results, ['exact', 'range', 'missed', 'WRONG', 'no answer']),
  ]
}

/** Of what never came only wrong answers are worth a row. */
export const counts = (setting: string, results: readonly CaseResult[], judgements: readonly Judgement[]): Row[] =>
  judgements.flatMap((judgement) => {
    const count = results.filter((one) => one.judgement === judgement).length
    if (results.length === 0 || (count === 0 && judgement !== 'WRONG')) return []
    return [plain(`answers: ${judgement}`, `${setting} (${results.length})`, count, 'bisections')]
  })

/** What so many bisections cost on average. */
export function costs(setting: string, results: readonly CaseResult[]): Row[] {
  if (results.length === 0) return []
  const where = `${setting} (${results.length})`
  const mean = (total: number) => Math.round((total / results.length) * 10) / 10
  const halvings = results.map(({ commits }) => Math.ceil(Math.log2(commits))).reduce((a, b) => a + b, 0)
  return [
    plain('ceil(log2 commits), mean', where, mean(halvings), 'steps'),
    plain('builds, mean', where, mean(sum(results, 'builds')), 'builds'),
    plain('boots, mean', where, mean(sum(results, 'boots')), 'boots'),
    plain('wall time, mean', where, mean(sum(results, 'seconds')), 's'),
  ]
}

/** In per cent, with one decimal. */
export const percent = (part: number, whole: number): number => Math.round((part / whole) * 1000) / 10

type Summed = 'builds' | 'boots' | 'seconds' | 'infrastructureErrors' | 'pauses'

export const sum = (results: readonly CaseResult[], of: Summed): number =>
  results.reduce((total, one) => total + one[of], 0)
