import type { Bisection } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { AT, aBisection, aResult, aSearch, CULPRIT, finished } from './bisection.fixture.ts'
import { describeResult } from './describe-result.ts'
import { statusLine } from './progress/status-lines.ts'

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

const words = {
  found:
    'Since commit cccccccccccc ("mm: break it") in the tree "linux", kernels for arm64 do not boot: panic in mm_init.',
  affectedTargets: 'arm64 is affected, with CONFIG_CMA only; x86_64 is not.',
  sure: 'We are 99 % sure that this commit is the first bad one.',
}

test('what was found, for whom, and how sure that is come first, in lines that a terminal shows whole', () => {
  const lines = describeResult({ ...finished(aResult()), words }, url)
  expect(lines.slice(0, 6)).toEqual([
    'Culprit confirmed (probability 0.990)',
    'Since commit cccccccccccc ("mm: break it") in the tree "linux", kernels for',
    'arm64 do not boot: panic in mm_init. arm64 is affected, with CONFIG_CMA only;',
    'x86_64 is not.',
    'We are 99 % sure that this commit is the first bad one.',
    `  culprit   ${CULPRIT}`,
  ])
})

test('a merge is told with both sides', () => {
  const author = 'Ann <ann@example.org>'
  const side = { hash: first, subject: 'mm: rename it', author, authoredAt: AT }
  const sides = [
    { parent: first, commit: side, tested: 2, reason: 'the first that fails with the other' },
    { parent: second, commit: null, tested: 0, reason: 'one of 3 commits' },
  ]
  const lines = describeResult(finished(aResult({ merge: { sides } })), url)
  expect(lines).toContain('  meets     side of dddddddddddd: dddddddddddd "mm: rename it"')
  expect(lines).toContain('            Ann <ann@example.org>: the first that fails with the other')
  expect(lines).toContain('            side of eeeeeeeeeeee: one of 3 commits')
})

test('checks say what was in the way, targets the runs they rest on, and what else was seen is not left out', () => {
  const lines = describeResult(
    finished(
      aResult({
        signature: {
          kind: 'panic',
          text: 'panic in mm_init: bad page N',
          line: 'Kernel panic - not syncing: bad page 17',
          function: 'mm_init',
          source: 'mm/init.c:7',
        },
        checks: [{ name: 'revert', commit: first, result: 'conflict', passes: 0, failures: 0, reason: 'mm/cma.c' }],
        affectedTargets: [
          {
            target: 'arm',
            result: 'not affected',
            reason: 'passed 3 of 3 runs',
            culprit: { commit: CULPRIT, passes: 3, failures: 0 },
          },
        ],
        findings: [
          { signature: { kind: 'panic', text: 'panic in a' }, commits: [first], runs: 2, fatal: true },
          {
            signature: { kind: 'warning', text: 'warning in b', line: 'WARNING: CPU: 1 at b+0x1/0x2' },
            commits: [first, second],
            runs: 4,
            fatal: false,
          },
        ],
        drift: [{ words: 'CONFIG_CMA=y of lab is gone', commits: [second] }],
      }),
    ),
    url,
  )
  for (const line of [
    '  failure   Kernel panic - not syncing: bad page 17 [in mm_init, mm/init.c:7]',
    '  revert on bad     dddddddddddd could not be reverted (mm/cma.c)',
    '  arm: not affected (fails 0 of 3)',
    '  also seen panic in a: ended 2 runs, at 1 commit',
    '  also seen WARNING: CPU: 1 at b+0x1/0x2: the kernel went on, in 4 runs, at 2 commits',
    '  config    CONFIG_CMA=y of lab is gone: at 1 commit',
  ])
    expect(lines).toContain(line)
})

test('where the boundaries were refused, it says how to read what both showed', () => {
  const refused = aResult({ outcome: 'not-reproduced', cause: 'bad revision passes', culprit: null, range: [] })
  const lines = describeResult(finished(refused), url)
  expect(lines).toContain('  bad revision   kbisect log abcdefgh123456789012 bbbbbbbbbbbb')
  expect(lines).toContain('  good revision  kbisect log abcdefgh123456789012 aaaaaaaaaaaa')
  expect(describeResult(finished(aResult()), url).join('\n')).not.toContain('kbisect log')
})

test('a queued bisection says for which worker it waits', () => {
  const queued = aBisection({ state: 'queued', waitingFor: 'Waits for a worker: none is alive.' })
  expect(describeResult(queued, url)[1]).toBe('Waits for a worker: none is alive.')
})

const ofWatch: Partial<Bisection> = {
  watch: { id: 'watch1', name: 'next' },
  check: { revision: 'b'.repeat(40), state: 'failed', regressionId: 'regression1' },
}

test('a check says how its revision did, and names its watch and the regression', () => {
  const result = aResult({
    ...{ outcome: 'inconclusive', label: null, culprit: null, probability: null, cause: 'not bisected', range: [] },
    checks: [
      { name: 'bad revision', commit: 'b'.repeat(40), result: 'passed', passes: 0, failures: 3, reason: 'panic' },
      { name: 'good revision', commit: 'a'.repeat(40), result: 'passed', passes: 3, failures: 0 },
    ],
  })
  const words = { found: 'This is a regression.', affectedTargets: null, sure: null }
  const lines = describeResult({ ...finished(result), ...ofWatch, words }, url)
  expect(lines.slice(0, 2)).toEqual(['Check: failed', 'This is a regression.'])
  expect(lines).toContain('  revision  bbbbbbbbbbbb 0 passed, 3 failed (panic)')
  expect(lines).toContain('  last good aaaaaaaaaaaa 3 passed, 0 failed')
  expect(lines).toContain('  watch     next (kbisect watch-branch show next)')
  expect(lines).toContain('  regression regression1')
  expect(lines.join('\n')).not.toMatch(/bad revision|good revision|as it must be/)
})

test('a check under way says that it is one, and why it is paused', () => {
  const check = { revision: 'b'.repeat(40), state: 'testing', regressionId: null } as const
  expect(describeResult(aBisection({ check }), url)[0]).toBe('Check: running')
  expect(describeResult(aBisection({ check, state: 'paused', reason: 'no disk' }), url)[0]).toBe(
    'Check: paused: no disk',
  )
  expect(statusLine(aBisection({ check }), Date.parse(AT))).toMatch(/^testing the revision · /)
})

test('a bisection that a check became names its watch', () => {
  const { watch } = ofWatch
  const lines = describeResult({ ...finished(aResult()), ...(watch && { watch }) }, url)
  expect(lines[0]).toMatch(/^Culprit confirmed/)
  expect(lines).toContain('  watch     next (kbisect watch-branch show next)')
})
