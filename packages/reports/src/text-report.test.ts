import type { Bisection, BisectionResult, Build, Candidate, Run } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import type { ReportInput } from './report-input.ts'
import { textReport } from './text-report.ts'

const hash = (digit: string): string => digit.repeat(40)
const GOOD = hash('a')
const CULPRIT = hash('c')
const BAD = hash('d')
const TIME = '2026-03-01T10:00:00.000Z'

const signature = { kind: 'panic', function: 'cma_init_reserved_mem', text: 'panic in cma_init_reserved_mem' }

const target = (name: string): Bisection['targets'][number] => ({
  key: '0123456789abcdef',
  name,
  architecture: 'arm64',
  config: 'tinyconfig',
  fragments: [{ name: 'cma.config', content: 'CONFIG_CMA=y\n' }],
  toolchain: 'gcc',
  cmdline: '',
  bootable: true,
})

const culpritResult: BisectionResult = {
  outcome: 'culprit',
  label: 'confirmed',
  reason: 'Found and confirmed.',
  culprit: {
    hash: CULPRIT,
    subject: 'mm/cma: keep areas in a list',
    author: 'Ada <ada@example.org>',
    authoredAt: TIME,
  },
  probability: 0.998,
  range: [],
  signature,
  scope: [
    { target: 'arm64', result: 'affected', reason: '' },
    { target: 'arm', result: 'affected', reason: 'silence after "Memory policy"' },
    { target: 'arm64/no-cma', result: 'not affected', reason: '' },
    { target: 'x86_64', result: 'not affected', reason: '' },
    { target: 'x86_64/clang', result: 'could not tell', reason: 'does not build' },
  ],
  checks: [
    { name: 'bad end', commit: BAD, result: 'passed', passes: 0, failures: 3 },
    { name: 'culprit', commit: CULPRIT, result: 'passed', passes: 0, failures: 4 },
    { name: 'revert', commit: BAD, result: 'conflict', passes: 0, failures: 0 },
  ],
  findings: [
    { signature: { kind: 'panic', text: 'panic in early_setup' }, commits: [hash('b')], runs: 1, fatal: true },
  ],
  cause: null,
  basis: null,
  merge: null,
  drift: [],
  canChange: null,
  ranked: [],
}

const candidate = (digit: string, position: number, verdict: Candidate['verdict'], subject: string): Candidate => ({
  hash: hash(digit),
  position,
  subject,
  author: 'Ada <ada@example.org>',
  committedAt: TIME,
  parents: [],
  verdict,
  reason: verdict === 'skip' ? 'does not compile' : null,
  possible: verdict === null || verdict === 'skip',
  noop: false,
  drift: null,
  runs: 1,
})

const candidates: Candidate[] = [
  candidate('b', 0, 'skip', 'early: set up in another order'),
  { ...candidate('c', 1, 'bad', 'mm/cma: keep areas in a list'), parents: [hash('b')] },
  candidate('d', 2, 'bad', 'docs: say more'),
]

const run = (id: string, commit: string, signal: Run['signal']): Run => ({
  id,
  commit,
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64',
  attempt: 1,
  signal,
  log: hash('1').slice(0, 32).repeat(2),
  logBytes: 100,
  command: 'qemu-system-aarch64 -M virt',
  emulator: 'QEMU 7.2.9',
  accelerator: 'tcg',
  worker: 'w1',
  cpuSeconds: 2,
  seconds: 2,
  finishedAt: TIME,
})

const builds: Build[] = []

function inputFor(result: BisectionResult | null, changes: Partial<Bisection> = {}): ReportInput {
  const bisection: Bisection = {
    id: 'abcdefgh',
    tree: 'lab',
    title: 'boot on arm64 between v1 and v2',
    good: { ref: 'v1', hash: GOOD },
    bad: { ref: 'v2', hash: BAD },
    target: 'arm64',
    architecture: 'arm64',
    test: 'boot',
    state: result ? 'finished' : 'running',
    stage: result ? 'done' : 'narrow',
    outcome: result?.outcome ?? null,
    label: result?.label ?? null,
    culprit: result?.culprit ?? null,
    commits: 3,
    candidatesLeft: 2,
    reason: result?.reason ?? null,
    createdAt: TIME,
    startedAt: TIME,
    finishedAt: result ? '2026-03-01T10:03:20.000Z' : null,
    request: { tree: 'lab', good: 'v1', bad: 'v2', target: { architecture: 'arm64' } },
    targets: [target('arm64')],
    mergeBases: [],
    progress: {
      stage: 'narrow',
      commits: 3,
      candidatesLeft: 2,
      builds: 7,
      runs: 2,
      working: [],
      infrastructureErrors: 0,
    },
    search: null,
    result,
    ...changes,
  }
  const runs = [
    run('rungood1', GOOD, { kind: 'passed' }),
    run('runbad01', CULPRIT, { kind: 'failed', signature, stage: 'kernel' }),
  ]
  const urls = {
    page: 'http://localhost:1/bisections/abcdefgh',
    log: (id: string) => `http://localhost:1/runs/${id}/log`,
  }
  return { bisection, candidates, builds, runs, urls }
}

test('the first sentence says what broke, since which commit and where', () => {
  const [sentence] = textReport(inputFor(culpritResult)).split('\n\n')
  expect(sentence?.replaceAll('\n', ' ')).toBe(
    'Since commit cccccccccccc ("mm/cma: keep areas in a list") in the tree "lab", kernels for arm64 do not boot.',
  )
})

test('the scope is told in one sentence and for each target', () => {
  const text = textReport(inputFor(culpritResult)).replaceAll(/\s+/g, ' ')
  expect(text).toContain(
    'arm64 and arm are affected; arm64/no-cma and x86_64 are not; for x86_64/clang we could not tell.',
  )
  expect(text).toContain('x86_64/clang: could not tell (does not build)')
})

test('signature, checks with counts, cost, machine and both logs are in it', () => {
  const text = textReport(inputFor(culpritResult))
  expect(text).toContain('panic in cma_init_reserved_mem')
  expect(text).toMatch(/yes +the culprit fails \(cccccccccccc\): 0 passed, 4 failed/)
  expect(text).toMatch(/conflict +reverting it mends the bad end/)
  expect(text).toContain('7 builds and 2 runs in 3 min 20 s')
  expect(text).toContain('QEMU 7.2.9, tcg')
  expect(text).toMatch(/First bad log: +http:\/\/localhost:1\/runs\/runbad01\/log/)
  expect(text).toMatch(/Last good log: +http:\/\/localhost:1\/runs\/rungood1\/log/)
  expect(text.replaceAll(/\s+/g, ' ')).toContain('only uncover an older bug')
  expect(text).toMatch(/panic in early_setup: at 1 commit, e\.g\. bbbbbbbbbbbb/)
  expect(text).toContain(`git bisect skip ${hash('b')}`)
})

test('no line but a link is wider than 72 columns, and nothing unprintable comes through', () => {
  const input = inputFor({
    ...culpritResult,
    culprit: {
      hash: CULPRIT,
      subject: `${'a very long subject '.repeat(8)}\u001B[31m\u202E`,
      author: 'Mallory\r\nBcc: all@example.org',
      authoredAt: TIME,
    },
  })
  const body = `${'word '.repeat(40)}\n\n\t${'x'.repeat(200)}\n`
  const text = textReport({
    ...input,
    culprit: { body, files: ['mm/cma.c'] },
    logExcerpt: `[    0.000000] \u001B[1m${'Unable to handle '.repeat(20)}\u0007\u0000\n`,
  })
  const wide = text.split('\n').filter((line) => line.length > 72 && !line.includes('://'))
  expect(wide).toEqual([])
  expect(text).not.toMatch(/[^\n\P{Cc}]|\u202E/u)
  expect(text).toContain('Mallory Bcc: all@example.org')
  expect(text).toContain('  | [    0.000000] Unable to handle')
})

test('a range names each commit that is left and why it could not be tested', () => {
  const result: BisectionResult = {
    ...culpritResult,
    outcome: 'range',
    label: 'range',
    culprit: null,
    checks: [],
    scope: [],
    reason: 'they do not compile.',
    range: [hash('b'), CULPRIT],
  }
  const text = textReport(inputFor(result))
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'Kernels for arm64 do not boot in the tree "lab". One of 2 commits broke it; they could not be told apart: they do not compile.',
  )
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    '* bbbbbbbbbbbb early: set up in another order (Ada <ada@example.org>) [skip: does not compile]',
  )
  expect(text).not.toContain('The commit\n')
})

test('a range begins with the most probable commit, whatever its place, and ends with those that were not ranked', () => {
  const result: BisectionResult = {
    ...culpritResult,
    outcome: 'range',
    culprit: null,
    findings: [],
    range: [hash('b'), CULPRIT, BAD],
    ranked: [
      { commit: BAD, subject: 'docs: say more', probability: 0.6234 },
      { commit: CULPRIT, subject: 'mm/cma: keep areas in a list', probability: 0.0321 },
      { commit: hash('e'), subject: 'it was ruled out', probability: 0.01 },
    ],
  }
  const text = textReport(inputFor(result))
  expect(text.split('\n').filter((line) => line.startsWith('  * '))).toEqual([
    '  * 62 %: dddddddddddd docs: say more (Ada <ada@example.org>)',
    '  * 3.2 %: cccccccccccc mm/cma: keep areas in a list (Ada',
    '  * bbbbbbbbbbbb early: set up in another order (Ada <ada@example.org>)',
  ])
  expect(text).toContain('The commits that are left, the most probable first\n-----')
  expect(text).toContain('# possible first bad commit: [bbbbbbbbbbbb]')
})

test.each([
  [611, 4812, 'Of 4,812 commits 611 can change this kernel.'],
  [1, 2, 'Of 2 commits 1 can change this kernel.'],
])('%i of %i commits that can change the kernel are worth a sentence', (canChange, commits, words) => {
  expect(textReport(inputFor({ ...culpritResult, canChange }, { commits }))).toContain(words)
})

test.each([null, 3])('where %j of 3 commits can change the kernel, nothing is said of it', (canChange) => {
  expect(textReport(inputFor({ ...culpritResult, canChange }))).not.toContain('can change')
})

test('a fix that was put on commits to test them is named, and a run without it is shown first', () => {
  const input = inputFor(culpritResult)
  const patched = { ...run('runfixed', CULPRIT, { kind: 'failed', signature, stage: 'kernel' }), patched: BAD }
  const text = textReport({ ...input, runs: [patched, ...input.runs] })
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'Fix applied: dddddddddddd ("docs: say more") to test 1 commit that would not build',
  )
  expect(text).toMatch(/First bad log: +http:\/\/localhost:1\/runs\/runbad01\/log/)
  const alone = textReport({ ...input, runs: [patched] })
  expect(alone).toMatch(/First bad log: +http:\/\/localhost:1\/runs\/runfixed\/log/)
})

test.each([
  ['not-reproduced', 'could not be reproduced'],
  ['inconclusive', 'came to no certain end'],
  ['cancelled', 'was cancelled'],
  ['error', 'says nothing about the kernel'],
] as const)('the outcome %s is explained with its reason', (outcome, words) => {
  const result: BisectionResult = {
    ...culpritResult,
    outcome,
    label: null,
    culprit: null,
    checks: [],
    scope: [],
    findings: [],
    reason: 'The bad end passed 3 of 3 runs.',
  }
  const text = textReport(inputFor(result)).replaceAll(/\s+/g, ' ')
  expect(text).toContain(words)
  expect(text).toContain('The bad end passed 3 of 3 runs.')
})

test('a running bisection says how far it is', () => {
  expect(textReport(inputFor(null)).replaceAll(/\s+/g, ' ')).toContain(
    'It is running, in the stage "narrow", with 2 of 3 commits left.',
  )
})

test('the other kinds of tests are named by what fails', () => {
  const request = { tree: 'lab', good: 'v1', bad: 'v2', target: { architecture: 'arm64' } } as const
  const first = (kind: Bisection['request']['test']): string =>
    textReport(inputFor(culpritResult, { request: { ...request, ...(kind ? { test: kind } : {}) } })).replaceAll(
      '\n',
      ' ',
    )
  expect(first({ kind: 'build' })).toContain('kernels for arm64 do not build.')
  expect(first({ kind: 'script', script: 'true' })).toContain('the test script fails on arm64.')
  expect(first({ kind: 'console', pattern: 'BUG:', expect: 'absent' })).toContain('has a line that matches /BUG:/')
  expect(first({ kind: 'console', pattern: 'ready', expect: 'present' })).toContain('lacks a line that matches /ready/')
})
