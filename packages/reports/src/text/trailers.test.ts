import { expect, test } from 'vitest'
import { CULPRIT, culpritResult, inputFor } from '../report-input.fixture.ts'
import { textReport } from './text-report.ts'
import { trailers } from './trailers.ts'

test('a confirmed culprit ends the report with its trailers, each whole on a line', () => {
  const text = textReport(inputFor(culpritResult))
  expect(
    text.endsWith(`
Reported-by: kbisect <kbisect@example.org>
Link: http://localhost:1/bisections/abcdefgh

#regzbot introduced: ${CULPRIT}
`),
  ).toBe(true)
})

test.each([
  ['kbisect@example.org', 'kbisect <kbisect@example.org>'],
  ['kbisect <kbisect@example.org>', 'kbisect <kbisect@example.org>'],
  ['"Kernel lab" <lab@example.org>', 'Kernel lab <lab@example.org>'],
])('the sender %s is named once', (reporter, words) => {
  const { bisection, urls } = inputFor(culpritResult)
  expect(trailers({ bisection, urls, reporter })[0]).toBe(`Reported-by: ${words}`)
})

test('regzbot is not told of a commit that is only probable', () => {
  expect(trailers(inputFor({ ...culpritResult, label: 'probable' }))).toEqual([
    'Reported-by: kbisect <kbisect@example.org>',
    'Link: http://localhost:1/bisections/abcdefgh',
  ])
})

test.each(['range', 'not-reproduced', 'inconclusive', 'error'] as const)('the outcome %s has none', (outcome) => {
  expect(trailers(inputFor({ ...culpritResult, outcome, culprit: null }))).toEqual([])
})

test('a running bisection has none', () => {
  expect(trailers(inputFor(null))).toEqual([])
})
