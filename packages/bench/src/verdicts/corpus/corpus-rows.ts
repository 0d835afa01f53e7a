import type { CorpusScore, CorpusTally } from '@kbisect/verdict'
import type { Row } from '../../benchmark.ts'
import { percent, plain } from '../../toy/case-rows.ts'
import type { Pairs } from './judge-pairs.ts'

/** What the obvious rule makes of the same pairs of consoles. */
export interface Rival {
  readonly merges: Pairs
  readonly splits: Pairs
}

/** The figures of the corpus. @param speed megabytes of console read in a second */
export function corpusRows(score: CorpusScore, rival: Rival, speed: number): Row[] {
  const { results, kinds, functions, places, signatures, stages, warnings, merges, splits } = score
  const rule = 'first failing line, numbers masked:'
  return [
    plain('logs', 'corpus', score.logs, 'logs'),
    right('passed, failed or skipped', 'logs', results),
    right('kinds', 'failures', kinds),
    right('functions', 'failures', functions),
    right('places', 'failures with a known place', places),
    right('signatures', 'failures: kind, function and place', signatures),
    right('stages', 'logs', stages),
    right('warnings', 'logs', warnings),
    { ...plain('false merges', pairsOf(merges.of, 'two failures'), merges.wrong.length, 'pairs'), ...none(merges) },
    { ...plain('false splits', pairsOf(splits.of, 'one failure'), splits.wrong.length, 'pairs'), ...none(splits) },
    plain(`${rule} false merges`, pairsOf(rival.merges.pairs, 'two failures'), rival.merges.wrong, 'pairs'),
    plain(`${rule} false splits`, pairsOf(rival.splits.pairs, 'one failure'), rival.splits.wrong, 'pairs'),
    plain('speed of reading', 'the corpus, again and again for a second', Math.round(speed * 10) / 10, 'MB/s'),
  ]
}

const pairsOf = (count: number, of: string): string => `${count} pairs of consoles of ${of}`

const right = (what: string, of: string, { right: good, of: all }: CorpusTally): Row =>
  plain(`right: ${what}`, `${all} ${of}`, all === 0 ? 100 : percent(good, all), '%')

const none = ({ wrong }: CorpusTally) => ({ target: 0, met: wrong.length === 0 })
