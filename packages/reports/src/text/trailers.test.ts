import { expect, test } from 'vitest'
import { CULPRIT, culpritResult, inputFor } from '../report-input.fixture.ts'
import { textReport } from './text-report.ts'
import { trailers } from './trailers.ts'

test('a confirmed culprit has the tags of a fix and the commands of regzbot, each whole on a line', () => {
  expect(textReport(inputFor(culpritResult))).toContain(`
If you fix this issue, please add the following tags:

Reported-by: kbisect <kbisect@example.org>
Closes: http://localhost:1/bisections/abcdefgh
Fixes: cccccccccccc ("mm/cma: keep areas in a list")

#regzbot introduced: ${CULPRIT}
#regzbot title: arm64: panic in cma_init_reserved_mem

Details
=======
`)
})

test.each([
  ['kbisect@example.org', 'kbisect <kbisect@example.org>'],
  ['kbisect <kbisect@example.org>', 'kbisect <kbisect@example.org>'],
  ['"Kernel lab" <lab@example.org>', 'Kernel lab <lab@example.org>'],
])('the sender %s is named once', (reporter, words) => {
  const { bisection, urls } = inputFor(culpritResult)
  expect(trailers({ bisection, urls, reporter })[0]).toBe(`Reported-by: ${words}`)
})

test('a commit that is only probable gets neither a Fixes tag nor a command of regzbot', () => {
  expect(trailers(inputFor({ ...culpritResult, label: 'probable' }))).toEqual([
    'Reported-by: kbisect <kbisect@example.org>',
    'Closes: http://localhost:1/bisections/abcdefgh',
  ])
})

test.each(['range', 'not-reproduced', 'inconclusive', 'error'] as const)('the outcome %s has none', (outcome) => {
  expect(trailers(inputFor({ ...culpritResult, outcome, culprit: null }))).toEqual([])
})

test('a running bisection has none', () => {
  expect(trailers(inputFor(null))).toEqual([])
})
