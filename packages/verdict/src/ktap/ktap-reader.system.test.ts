import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { KtapReader } from './ktap-reader.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
const keptHeap = (): number => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const PADDING = 'x'.repeat(3900)
const HEAP = 16_000_000

test.each([
  ['long names and reasons', (at: number) => `ok ${at} ${PADDING}${at} # ${PADDING}`],
  ['long diagnostics', (at: number) => `# line ${at} ${PADDING}`],
  [
    'diagnostics of many tests',
    (at: number) => (at % 2 === 0 ? `ok ${at} ${at}` : `# ${at} is the line of a test ${' '.repeat(3000)}.`),
  ],
  ['documents', (at: number) => (at % 2 === 0 ? 'KTAP version 1' : '1..1')],
  ['suites', (at: number) => `    # Subtest: suite ${at} ${PADDING}`],
  ['parameters', (at: number) => `    # case${at}: ok 1 - ${PADDING}`],
  ['numbers without order', (at: number) => `ok ${(at * 7919) % 100_003}`],
  ['programs of kselftest', (at: number) => `# selftests: net: ${at} ${PADDING.slice(0, 150)}`],
])('the reader keeps 100,000 lines of %s in bounded memory', (_, line) => {
  const reader = new KtapReader()
  for (const start of ['KTAP version 1', '1..1', '    # Subtest: s', '    1..9']) reader.push(start)
  const before = keptHeap()
  for (let at = 1; at <= 100_000; at++) reader.push(line(at))
  expect(keptHeap() - before).toBeLessThan(HEAP)
  expect(reader.result().started).toBe(true)
})
