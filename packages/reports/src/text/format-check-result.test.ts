import type { Bisection, BisectionResult, Cause, Check } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { markdownReport } from '../markdown/markdown-report.ts'
import { BAD, bisectionWith, configTexts, GOOD, inputFor, signature } from '../report-input.fixture.ts'
import { openingParagraphs, reportTitle, resultWords } from './format-result.ts'
import { textReport } from './text-report.ts'

const bad = (passes: number, failures: number, more: Partial<Check> = {}): Check => ({
  ...{ name: 'bad revision', commit: BAD, result: failures > 0 ? 'passed' : 'failed', passes, failures },
  ...more,
})
const good = (passes: number, failures: number): Check => ({
  ...{ name: 'good revision', commit: GOOD, result: failures > 0 ? 'failed' : 'passed', passes, failures },
})

const ofWatch: Partial<Bisection> = {
  good: { ref: GOOD, hash: GOOD },
  bad: { ref: 'master', hash: BAD },
  title: 'boot on arm64 in lab, master at dddddddddddd',
  watch: { id: 'watch1', name: 'next' },
  check: { revision: BAD, state: 'passed', regressionId: null },
}
const none: Partial<BisectionResult> = {
  ...{ outcome: 'inconclusive', label: null, culprit: null, probability: null, basis: null, affectedTargets: [] },
  ...{ reason: 'What was seen.', assumptions: [], findings: [], drift: [], ranked: [] },
}
const ended = (cause: Cause | null, result: Partial<BisectionResult>, changes: Partial<Bisection> = {}) =>
  bisectionWith({ ...none, cause, ...result }, { ...ofWatch, ...changes })
const said = (...args: Parameters<typeof ended>) => resultWords(ended(...args), configTexts)?.found

const how = 'It fails by panic in cma_init_reserved_mem.'
const [revision, last] = ['The revision dddddddddddd of master', 'the last good revision aaaaaaaaaaaa']

test.each<[Cause, readonly Check[], string]>([
  ['bad revision passes', [bad(2, 0)], `${revision} passes on arm64 in 2 of 2 runs.`],
  ['bad revision passes', [bad(1, 0)], `${revision} passes on arm64 in 1 of 1 run.`],
  // A person set the verdict.
  ['bad revision passes', [bad(0, 0)], `${revision} passes on arm64. What was seen.`],
  ['same kernel', [], `${revision} passes on arm64: it is the same kernel as ${last}, which passed.`],
  [
    'not bisected',
    [bad(0, 3), good(4, 0)],
    `This is a regression: the revision dddddddddddd of master fails on arm64 in 3 of 3 runs, and ${last} passes. What was seen.`,
  ],
  [
    'known regression',
    [bad(0, 1)],
    `${revision} fails on arm64 in 1 of 1 run, as revisions before it did: the failure belongs to a regression that is known. ${how}`,
  ],
  [
    'no good revision',
    [bad(0, 3)],
    `${revision} fails on arm64 in 3 of 3 runs, and no earlier revision is known that passed; so it is not known since when. ${how}`,
  ],
  [
    'no good revision',
    [bad(1, 2)],
    `${revision} is flaky on arm64: it fails in 2 of 3 runs. No earlier revision is known that passed. ${how}`,
  ],
  [
    'good revision fails',
    [bad(0, 3), good(0, 3)],
    `The failure is inherited: the revision dddddddddddd of master fails on arm64 in 3 of 3 runs, and so does the earlier revision it is compared with, aaaaaaaaaaaa, in 3 of 3 runs. ${how}`,
  ],
  [
    'good revision fails',
    [bad(0, 9), good(1, 8)],
    `${revision} is flaky on arm64: it fails in 9 of 9 runs, and ${last} fails too, in 8 of 9 runs. So nothing is bisected.`,
  ],
  [
    'boundaries alike',
    [bad(11, 4), good(12, 3)],
    `${revision} is flaky on arm64: it fails in 4 of 15 runs, and ${last} in 3 of 15 runs. They do not differ for sure, so nothing is bisected.`,
  ],
  [
    'bad revision cannot be tested',
    [bad(0, 0, { result: 'does not build' })],
    `${revision} does not build for arm64, so it was not booted. Panic in cma_init_reserved_mem.`,
  ],
  [
    'bad revision cannot be tested',
    [bad(0, 0, { result: 'could not tell' })],
    'How the revision dddddddddddd of master does on arm64 cannot be told: What was seen.',
  ],
  [
    'good revision cannot be tested',
    [bad(0, 3)],
    `${revision} fails on arm64 in 3 of 3 runs. It cannot be told whether that is new: ${last} cannot be tested with the same tools. ${how}`,
  ],
  [
    'good revision fails otherwise',
    [bad(0, 3)],
    `${revision} fails on arm64 in 3 of 3 runs. It cannot be told whether that is new: ${last} fails too, in another way. ${how}`,
  ],
])('a check that ends by "%s" with %j says how its revision did', (cause, checks, sentence) => {
  expect(said(cause, { checks: [...checks], signature })).toBe(sentence)
})

test('a check of a test "build" speaks of builds, and of no runs', () => {
  const request = { ...ended('same kernel', {}).request, test: { kind: 'build' } as const }
  const asked = (cause: Cause) => said(cause, { checks: [], signature: null }, { request })
  expect(asked('bad revision passes')).toBe(`${revision} builds for arm64.`)
  expect(asked('good revision fails')).toBe(
    'The failure is inherited: the revision dddddddddddd of master fails for arm64, and so does the earlier revision it is compared with, aaaaaaaaaaaa.',
  )
})

test('a check that was cancelled, or ended by an error, says nothing of the kernel', () => {
  expect(said(null, { outcome: 'cancelled', checks: [] })).toBe(
    'The check of the revision dddddddddddd of master was cancelled before it came to a result.',
  )
  expect(said(null, { outcome: 'error', checks: [] })).toContain('This says nothing about the kernel: What was seen.')
})

test('no sentence of a check speaks as that of a bisection', () => {
  const causes = ['bad revision passes', 'same kernel', 'good revision fails', 'boundaries alike'] as const
  for (const cause of causes)
    expect(said(cause, { checks: [bad(0, 3), good(0, 3)] })).not.toMatch(/bad revision|range|reproduced/)
})

test('a check under way says what it tests, why it is paused, and what it waits for', () => {
  const opening = (changes: Partial<Bisection>) =>
    openingParagraphs({ bisection: inputFor(null, { ...ofWatch, ...changes }).bisection, texts: configTexts }).join(' ')
  const state = (word: 'testing' | 'failed') => ({ check: { revision: BAD, state: word, regressionId: null } })
  expect(opening(state('testing'))).toBe(
    'This check is not finished. It tests the revision dddddddddddd of master on arm64.',
  )
  expect(opening({ ...state('testing'), state: 'paused', reason: 'No disk.' })).toBe(
    'This check of the revision dddddddddddd of master on arm64 is paused: No disk.',
  )
  expect(opening(state('failed'))).toContain('A regression was found at the revision dddddddddddd of master on arm64.')
})

test('reports of a check name its revision and its watch, and have no range and no bisect session', () => {
  const checks = [bad(2, 0), good(0, 3)]
  const input = inputFor({ ...ended('bad revision passes', { checks }).result } as BisectionResult, ofWatch)
  for (const report of [textReport(input), markdownReport(input)]) {
    expect(report).toMatch(/Watch\W+next/)
    expect(report).toMatch(/Revision\W+master \(d{40}\)/)
    expect(report).toMatch(/Compared with\W+a{40}/)
    expect(report).toMatch(/passes.*the revision \(d{12}\)|the revision \\?\(d{12}\\?\).*passes/)
    expect(report).toMatch(/fails.*the last good revision \(a{12}\)|the last good revision \\?\(a{12}\\?\).*fails/)
    expect(report).not.toMatch(/bisect session|the bad revision|Range/)
  }
  expect(reportTitle(input.bisection)).toBe('[check: passed] boot on arm64 in lab, master at dddddddddddd')
})
