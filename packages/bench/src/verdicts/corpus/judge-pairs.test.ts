import { type NamedEntry, readCorpusEntry } from '@kbisect/verdict'
import { expect, test } from 'vitest'
import { judgePairs } from './judge-pairs.ts'

const entry = (name: string, group: string, console: string, result = 'failed'): NamedEntry => ({
  name,
  entry: readCorpusEntry(
    `made: by hand\ntest: boot\nnonce: abcdefgh\nending: hung\nresult: ${result}\nstage: kernel\ngroup: ${group}\n\n${console}`,
  ),
})
const text = (console: Uint8Array) => new TextDecoder().decode(console)

test('two failures with one signature are a false merge, one failure with two a false split', () => {
  const entries = [entry('1', 'a', 'x'), entry('2', 'a', 'y'), entry('3', 'b', 'x'), entry('4', 'b', 'x')]
  expect(judgePairs(entries, text)).toEqual({ merges: { pairs: 4, wrong: 2 }, splits: { pairs: 2, wrong: 1 } })
})

test('consoles that passed are no failures', () => {
  expect(judgePairs([entry('1', 'a', 'x'), entry('2', 'a', 'x', 'passed')], text).splits.pairs).toBe(0)
})
