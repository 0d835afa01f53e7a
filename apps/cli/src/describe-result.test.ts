import { expect, test } from 'vitest'
import { aBisection, aResult, aSearch, CULPRIT, finished } from './bisection.fixture.ts'
import { describeResult } from './describe-result.ts'

const [first, second] = ['d', 'e'].map((digit) => digit.repeat(40)) as [string, string]
const url = 'http://here/b'

test('a range is told with the most probable commit first, and those that were not ranked after', () => {
  const ranked = [
    { commit: CULPRIT, subject: 'mm: \u001b[31mbreak it', probability: 0.62 },
    { commit: second, subject: 'docs: say more', probability: 0.0004 },
  ]
  const range = [first, second, CULPRIT]
  const result = aResult({ outcome: 'range', label: 'range', culprit: null, probability: null, range, ranked })
  const lines = describeResult(finished(result), url)
  expect(lines.slice(2, 5)).toEqual([
    `  one of    ${CULPRIT}    62 %  "mm: \ufffd[31mbreak it"`,
    `            ${second}  <0.1 %  "docs: say more"`,
    `            ${first}`,
  ])
})

test('a long range is cut, the probable ones are not', () => {
  const range = Array.from({ length: 30 }, (_, at) => at.toString(16).padStart(40, '0'))
  const last = range.at(-1) ?? ''
  const ranked = [{ commit: last, subject: 'mm: break it', probability: 0.5 }]
  const lines = describeResult(finished(aResult({ outcome: 'range', culprit: null, range, ranked })), url)
  expect(lines[2]).toContain(`one of    ${last}    50 %`)
  expect(lines).toContain('            and 10 more')
})

test('how many commits can change the kernel is told while it searches and afterwards, when it says something', () => {
  const words = '  range     12 of 20 commits can change this kernel'
  expect(describeResult(finished(aResult()), url)).toContain(words)
  expect(describeResult(aBisection({ search: aSearch() }), url)).toContain(words)
  for (const bisection of [aBisection(), finished(aResult({ canChange: 20 })), finished(aResult({ canChange: null }))])
    expect(describeResult(bisection, url).join('\n')).not.toContain('can change')
})
