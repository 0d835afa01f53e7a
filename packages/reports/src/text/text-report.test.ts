import type { Bisection, BisectionResult, Signature } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { markdownReport } from '../markdown/markdown-report.ts'
import { BAD, CULPRIT, culpritResult, GOOD, hash, inputFor, run, signature, TIME } from '../report-input.fixture.ts'
import { reproduceInput } from '../reproduce/reproduce-input.fixture.ts'
import { textReport } from './text-report.ts'

test('the first paragraphs are what was found and how sure that is, then comes the commit', () => {
  const paragraphs = textReport(inputFor(culpritResult)).split('\n\n')
  expect(paragraphs[0]?.replaceAll('\n', ' ')).toMatch(/^Since commit cccccccccccc .* x86_64 is not; for x86_64\/clang/)
  expect(paragraphs[1]).toMatch(/^We are 99.8 % sure that this commit is the first bad one\./)
  expect(paragraphs[2]).toMatch(
    /^The commit\n----------\ncommit c{40}\nAuthor: Ada <ada@example.org>\nDate: {3}Sun Mar 1 10:00:00 2026 \+0000$/,
  )
})

test('each target is told with the runs of culprit and parents that it rests on, and how it fails', () => {
  const culprit = { commit: CULPRIT, passes: 0, failures: 4 }
  const parents = [{ commit: hash('b'), passes: 4, failures: 0 }]
  const affectedTargets: BisectionResult['affectedTargets'] = [
    {
      target: 'arm64',
      result: 'affected',
      reason: '',
      culprit,
      parents,
      signature: { ...signature, source: 'mm/cma.c:203' },
    },
    {
      target: 'arm',
      result: 'not affected',
      reason: 'passed 4',
      culprit: { ...culprit, passes: 4, failures: 0 },
      parents,
    },
    {
      target: 'x86_64',
      result: 'could not tell',
      reason: 'its parent does not pass here either',
      culprit,
      parents: [],
    },
    { target: 'x86_64/clang', result: 'could not tell', reason: 'does not build' },
  ]
  const text = textReport(inputFor({ ...culpritResult, affectedTargets })).replaceAll(/\s+/g, ' ')
  for (const line of [
    'arm64: affected (the culprit fails 4 of 4, its parent 0 of 4; panic in cma_init_reserved_mem: Unable to handle kernel paging request [mm/cma.c:203])',
    'arm: not affected (the culprit fails 0 of 4, its parent 0 of 4)',
    'x86_64: could not tell (the culprit fails 4 of 4; its parent does not pass here either)',
    'x86_64/clang: could not tell (does not build)',
  ])
    expect(text).toContain(line)
})

test('a check says how it failed, or what was in the way', () => {
  const checks: BisectionResult['checks'] = [
    { name: 'culprit', commit: CULPRIT, result: 'passed', passes: 0, failures: 4, reason: 'panic in x' },
    { name: 'merge base', commit: hash('e'), result: 'failed', passes: 0, failures: 1, reason: 'panic in y' },
    { name: 'revert', commit: BAD, result: 'conflict', passes: 0, failures: 0, reason: 'mm/cma.c, mm/cma.h' },
    {
      name: 'revert on culprit',
      commit: CULPRIT,
      result: 'does not build',
      passes: 0,
      failures: 0,
      reason: 'mm/cma.c: x',
    },
  ]
  expect(textReport(inputFor({ ...culpritResult, checks }))).toContain(`
  confirmed
  yes       the culprit fails (cccccccccccc): 0 passed, 4 failed
  NO        the merge base passes (eeeeeeeeeeee): 0 passed, 1 failed;
            panic in y
  conflict  the bad revision passes with it reverted (dddddddddddd):
            mm/cma.c, mm/cma.h
  no build  the culprit passes with itself reverted (cccccccccccc):
            mm/cma.c: x
`)
})

test('what else was seen is told with its runs, what ended them apart from what kernels went on after', () => {
  const findings: BisectionResult['findings'] = [
    { signature: { kind: 'panic', text: 'panic in a' }, commits: [hash('b')], runs: 3, fatal: true },
    {
      signature: { kind: 'build-failed', text: 'build-failed in b.c: x' },
      commits: [hash('b'), BAD],
      runs: 0,
      fatal: true,
    },
    { signature: { kind: 'warning', text: 'warning in c' }, commits: [CULPRIT, BAD], runs: 7, fatal: false },
  ]
  expect(textReport(inputFor({ ...culpritResult, findings }))).toContain(`Also seen in this range
-----------------------
  * panic in a: ended 3 runs, at 1 commit, bbbbbbbbbbbb ("early: set up
    in another order")
  * build-failed in b.c: x: kept 2 commits from being tested,
    bbbbbbbbbbbb and dddddddddddd
  * warning in c: the kernel went on, in 7 runs, at 2 commits,
    cccccccccccc and dddddddddddd
`)
})

test('commits that answer the configuration otherwise are named with what they do', () => {
  const drift = [{ words: 'CONFIG_CMA_AREAS=7 of lab is gone', commits: [CULPRIT, BAD] }]
  expect(textReport(inputFor({ ...culpritResult, drift }))).toContain(`Configuration
-------------
Not every commit answers what the target asks for as the good revision
does:
  * CONFIG_CMA_AREAS=7 of lab is gone: at 2 commits, cccccccccccc and
    dddddddddddd
`)
  expect(textReport(inputFor(culpritResult))).not.toContain('Configuration\n')
})

test('a merge is told with its sides, and fairly', () => {
  const side = { parent: hash('b'), commit: culpritResult.culprit, tested: 2, reason: 'it meets the other side' }
  const text = textReport(inputFor({ ...culpritResult, merge: { sides: [side, { ...side, parent: GOOD }] } }))
  expect(text).toMatch(/What meets in this merge\n-+\n/)
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'nobody has looked at the code. Each side of this merge passes by itself',
  )
  expect(text).not.toContain('older bug')
})

test('without a culprit the report links a log of each boundary, with what it showed', () => {
  const result = {
    ...culpritResult,
    outcome: 'not-reproduced',
    label: null,
    cause: 'bad revision passes',
    culprit: null,
  } as const
  const runs = [run('badend01', BAD, { kind: 'passed' }), run('goodend1', GOOD, { kind: 'passed' })]
  expect(textReport({ ...inputFor(result), runs })).toContain(`
  Bad revision:   dddddddddddd passed:
    http://localhost:1/runs/badend01?bisection=abcdefgh
  Good revision:  aaaaaaaaaaaa passed:
    http://localhost:1/runs/goodend1?bisection=abcdefgh
`)
})

test('what was asked for besides the test is among the settings', () => {
  const request = { tree: 'lab', good: 'v1', bad: 'v2', target: { architecture: 'arm64' } } as const
  const failure = { kind: 'warning', function: 'foo' } as const
  const text = textReport(inputFor(culpritResult, { request: { ...request, failure, warnings: 'fail' } }))
  expect(text).toMatch(/Looked for: +WARNING in foo\n +Warnings: +of a kernel that goes on count as failures/)
})

test('signature, checks with counts, cost, machine and both logs are in it', () => {
  const text = textReport(inputFor(culpritResult))
  expect(text).toContain('panic in cma_init_reserved_mem')
  expect(text).toMatch(/yes +the culprit fails \(cccccccccccc\): 0 passed, 4 failed/)
  expect(text).toMatch(/conflict +the bad revision passes with it reverted/)
  expect(text).toContain('7 builds and 2 runs in 3 min 20 s')
  expect(text).toContain('QEMU 7.2.9, tcg')
  expect(text).toMatch(/First bad log: +http:\/\/localhost:1\/runs\/runbad01\?bisection=abcdefgh/)
  expect(text).toMatch(/Last good log: +http:\/\/localhost:1\/runs\/rungood1\?bisection=abcdefgh/)
  expect(text.replaceAll(/\s+/g, ' ')).toContain('only uncover an older bug')
  expect(text).toMatch(/panic in early_setup: ended 1 run, at 1 commit, bbbbbbbbbbbb/)
  expect(text).toContain(`git bisect skip ${hash('b')}`)
})

test('prose is filled to 72 columns, what is quoted stays whole, and nothing unprintable comes through', () => {
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
  const wide = text.split('\n').filter((line) => line.length > 72 && !/:\/\/|^# /.test(line))
  expect(wide).toEqual([
    `    ${'a very long subject '.repeat(8).trim()}`,
    `  | [    0.000000] ${'Unable to handle '.repeat(20).trim()}`,
    `Fixes: ${CULPRIT.slice(0, 12)} ("${'a very long subject '.repeat(8).trim()}")`,
    `    ${'word '.repeat(40).trim()}`,
    `            ${'x'.repeat(200)}`,
  ])
  expect(text).not.toMatch(/[^\n\P{Cc}]|\u202E/u)
  expect(text).toContain('Mallory Bcc: all@example.org')
  expect(text).toContain('  | [    0.000000] Unable to handle')
})

test('a range names each commit that is left and why it could not be tested', () => {
  const result: BisectionResult = {
    ...culpritResult,
    outcome: 'range',
    label: 'range',
    cause: 'untestable commits',
    culprit: null,
    checks: [],
    affectedTargets: [],
    reason: 'One of 2 commits: 1 does not build: x.c: y.',
    range: [hash('b'), CULPRIT],
  }
  const text = textReport(inputFor(result))
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'Kernels for arm64 do not boot: panic in cma_init_reserved_mem, in the tree "lab". One of 2 commits: 1 does not build: x.c: y.',
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
  expect(text).toMatch(/First bad log: +http:\/\/localhost:1\/runs\/runbad01\?bisection=abcdefgh/)
  const alone = textReport({ ...input, runs: [patched] })
  expect(alone).toMatch(/First bad log: +http:\/\/localhost:1\/runs\/runfixed\?bisection=abcdefgh/)
})

test('a fix that was put on a commit that builds without it is said to be a test of the fix', () => {
  const input = inputFor(culpritResult)
  const [one] = reproduceInput().builds
  if (!one) throw new Error('the fixture has no build')
  const plain = { ...one, commit: GOOD, patched: null, reverted: null, merged: null, result: 'built' as const }
  const builds = [plain, { ...plain, patched: BAD }, { ...plain, commit: CULPRIT, patched: BAD }]
  expect(textReport({ ...input, builds }).replaceAll(/\s+/g, ' ')).toContain(
    '("docs: say more") to test 1 commit that would not build, and on 1 commit to see what it does by itself',
  )
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
    affectedTargets: [],
    findings: [],
    reason: 'The bad revision passed 3 of 3 runs.',
  }
  const text = textReport(inputFor(result)).replaceAll(/\s+/g, ' ')
  expect(text).toContain(words)
  expect(text).toContain('The bad revision passed 3 of 3 runs.')
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
  expect(first({ kind: 'build' })).toContain('kernels for arm64 do not build: panic')
  expect(first({ kind: 'script', script: 'true' })).toContain('the test script fails on arm64: panic')
  expect(first({ kind: 'console', pattern: 'BUG:', expect: 'absent' })).toContain('has a line that matches /BUG:/')
  expect(first({ kind: 'console', pattern: 'ready', expect: 'present' })).toContain('lacks a line that matches /ready/')
})

test('where reading needs a token, the report says so beside its links', () => {
  const input = inputFor(culpritResult)
  const words = 'Sign in with a token of this service to open these links.'
  expect(textReport(input)).not.toContain(words)
  expect(textReport({ ...input, urls: { ...input.urls, reads: 'token' } })).toContain(`  ${words}\n`)
})

const REPORTED = '[    0.000000] Unable to handle kernel paging request at virtual address ffff00001234abcd'
const excerpt = (lines: number) => Array.from({ length: lines }, (_, at) => `line ${at}`).join('\n')

test('the line of the failure is shown as it was printed, with the place in the source', () => {
  const input = inputFor({ ...culpritResult, signature: { ...signature, source: 'mm/cma.c:203' } })
  expect(textReport({ ...input, failureLine: REPORTED })).toContain(
    '\n  Unable to handle kernel paging request at virtual address ffff00001234abcd [mm/cma.c:203]\n',
  )
})

test.each<[string, Signature, Signature]>([
  ['a test that fails', { kind: 'test-failed', text: 'test-failed: exit status 1' }, signature],
  ['another failure', signature, { kind: 'oops', function: 'other', text: 'oops in other: x' }],
])('the line of %s is not taken from a log that reports something else', (_, found, shown) => {
  const input = inputFor({ ...culpritResult, signature: found })
  const runs = [run('runbad01', CULPRIT, { kind: 'failed', signature: shown, stage: 'kernel' })]
  const text = textReport({ ...input, runs, failureLine: REPORTED })
  expect(text).toContain(`\n  ${found.text}\n`)
  expect(text).not.toContain('ffff00001234abcd')
})

test('the line of a compiler is shown as it was printed', () => {
  const failed = { kind: 'build-failed', place: 'mm/cma.c', text: "build-failed in mm/cma.c: expected ';' before N" }
  const input = { ...inputFor({ ...culpritResult, signature: failed }), runs: [] }
  const failureLine = "mm/cma.c:12:3: error: expected ';' before 12"
  expect(textReport({ ...input, failureLine })).toContain(`\n  ${failureLine}\n`)
})

const many = (count: number) => Array.from({ length: count }, (_, at) => `${at}`.padStart(40, 'e'))
const side = { parent: hash('b'), commit: culpritResult.culprit, tested: 2, reason: 'it meets the other side' }

test.each<[string, Partial<BisectionResult>]>([
  ['a culprit', {}],
  ['a probable culprit', { label: 'probable' }],
  ['a merge', { merge: { sides: [side, { ...side, parent: GOOD }] } }],
  ['a range', { outcome: 'range', label: 'range', culprit: null, cause: 'untestable commits', range: many(500) }],
  [
    'a failure that does not show',
    { outcome: 'not-reproduced', label: null, culprit: null, cause: 'bad revision passes' },
  ],
])('what most readers need of %s takes at most two screens of 30 lines', (_, changes) => {
  const text = textReport({
    ...inputFor({ ...culpritResult, ...changes }),
    culprit: { body: excerpt(300), files: many(100) },
    logExcerpt: excerpt(60),
    failureLine: REPORTED,
    urls: { ...inputFor(null).urls, reads: 'token' },
  })
  const [above = '', details = ''] = text.split('\nDetails\n=======\n')
  expect(above.split('\n').length).toBeLessThanOrEqual(60)
  expect(above).toContain('http://localhost:1/bisections/abcdefgh')
  expect(details).toContain('  | line 59\n')
  expect(details).toContain('Where and how it was tested')
})

test('the tags that a fix needs stand above the details', () => {
  const [above = ''] = textReport(inputFor(culpritResult)).split('\nDetails\n=======\n')
  for (const tag of ['Reported-by: ', 'Closes: ', 'Fixes: ', '#regzbot introduced: '])
    expect(above).toContain(`\n${tag}`)
})

test('the URL of the tree and the configuration are named', () => {
  const input = inputFor(culpritResult)
  const { builds } = reproduceInput()
  const text = textReport({ ...input, builds, tree: { url: 'https://git.example.org/linux.git' } })
  expect(text).toMatch(/Git URL: +https:\/\/git\.example\.org\/linux\.git\n/)
  expect(text).toContain(`  Kernel config:  http://localhost:1/api/v1/artifacts/${'c0'.repeat(32)}\n`)
})

test('the culprit is linked on the host of its tree, where that has pages of commits', () => {
  const input = inputFor(culpritResult)
  const page = `https://github.com/torvalds/linux/commit/${CULPRIT}`
  const tree = { url: 'https://github.com/torvalds/linux.git' }
  expect(textReport({ ...input, tree })).toContain(`\n  Commit:         ${page}\n`)
  expect(markdownReport({ ...input, tree })).toContain(`[The commit](<${page}>)`)
  expect(textReport({ ...input, tree: { url: 'https://git.example.org/linux.git' } })).not.toContain('  Commit: ')
})

test('reports link the culprit by the template of its tree, and its discussion where that is likely', () => {
  const input = inputFor(culpritResult)
  const tree = { url: 'https://git.example.org/linux.git', commitUrl: 'https://cgit.example.org/c/?id={hash}' }
  const page = `https://cgit.example.org/c/?id=${CULPRIT}`
  const discussion = 'https://lore.kernel.org/r/20260101.1@example.org'
  const culprit = { body: `Text.\n\nLink: ${discussion}`, files: [] }
  expect(textReport({ ...input, tree, culprit })).toContain(
    `\n  Commit:         ${page}\n  Discussion:     ${discussion}\n`,
  )
  expect(markdownReport({ ...input, tree, culprit })).toContain(
    `(<${page}>)\n- [Its discussion on the kernel’s lists](<${discussion}>)`,
  )
  const elsewhere = { url: 'https://git.example.org/vendor.git', commitUrl: 'javascript:alert(1)//{hash}' }
  expect(textReport({ ...input, tree: elsewhere })).not.toMatch(/javascript:|Discussion:| {2}Commit: /)
})
