import type { Benchmark } from '../benchmark.ts'
import { wholeNumber } from '../toy/case-options.ts'
import { playYear } from './play-year.ts'
import { drawYear } from './watch-year.ts'
import { yearRows } from './year-rows.ts'

const OPTIONS = {
  revisions: { type: 'string', value: 'N', help: 'revisions of the year; default: 200' },
  targets: { type: 'string', value: 'N', help: 'targets of each revision; default: 12' },
  seed: { type: 'string', value: 'WORD', help: 'draws another year; default: 1' },
} as const

/** A simulated year of a watched tree, on the real store with hosts that answer at once. */
export const watch: Benchmark = {
  name: 'watch',
  summary: 'a year of a watched tree: regressions found, messages, costs',
  options: OPTIONS,
  checkOptions: (values) => {
    wholeNumber(values, 'revisions', [2, 10_000], 200)
    wholeNumber(values, 'targets', [1, 32], 12)
  },
  async measure({ options, quick, note, signal }) {
    const revisions = wholeNumber(options, 'revisions', [2, 10_000], quick ? 20 : 200)
    const targets = wholeNumber(options, 'targets', [1, 32], quick ? 3 : 12)
    const seed = typeof options.seed === 'string' ? options.seed : '1'
    const year = drawYear(seed, revisions, targets)
    return yearRows(year, await playYear(year, note, signal))
  },
}
