import { expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import { sameFailure } from './same-failure.ts'
import type { BootEnding, RunResult, Signature, TestExpectation } from './terms.ts'

const NONCE = 'n0nce-1234'
const START = '[    0.000000] Linux version 6.1.0\n'
const END = `[    0.9] Run /init as init process\n\nkbisect:${NONCE}:ready\n\nkbisect:${NONCE}:exit:0\n\nkbisect:${NONCE}:exit:0\n`
const sorts: TestExpectation = { kind: 'kunit', suite: 'list_sort', case: 'sorts' }

const stamped = (lines: readonly string[]): string => lines.map((line) => `[    0.516000] ${line}\n`).join('')

/** What KUnit prints of a suite with these lines between its plan and its result. */
const suite = (result: 'ok' | 'not ok', ...lines: readonly string[]): string =>
  stamped(['KTAP version 1', '1..1', '    # Subtest: list_sort', '    1..2', ...lines, `${result} 1 list_sort`])

const assertion = (line: number, expression = 'a <= b'): string[] => [
  `    # sorts: ASSERTION FAILED at lib/test_list_sort.c:${line}`,
  `    Expected ${expression}, but`,
  `        a == ${line + 7}`,
]

function read(text: string, asked = sorts, ending: BootEnding = 'exited'): RunResult {
  const reader = new ConsoleReader({ nonce: NONCE, test: asked })
  reader.push(text)
  return reader.conclude(ending)
}

const signature = (result: RunResult): Signature | undefined =>
  result.kind === 'failed' ? result.signature : undefined

const passes = suite('ok', '    ok 1 sorts', '    ok 2 is_stable')
const fails = (line = 93, expression?: string): string =>
  suite('not ok', ...assertion(line, expression), '    not ok 1 sorts', '    ok 2 is_stable')

test('a KUnit case passes when its results say so and the kernel reaches init', () => {
  expect(read(START + passes + END)).toEqual({ kind: 'passed' })
  expect(read(START + passes, sorts, 'hung')).toMatchObject({ kind: 'failed', signature: { kind: 'hang' } })
})

test('a failed KUnit case has a signature of its name, its suite and the assertion', () => {
  expect(read(START + fails() + END)).toEqual({
    kind: 'failed',
    stage: 'test',
    signature: {
      kind: 'test-failed',
      function: 'sorts',
      place: 'list_sort: ASSERTION FAILED at lib/test_list_sort.c: Expected a <= b',
      text: 'test-failed in sorts: list_sort: ASSERTION FAILED at lib/test_list_sort.c: Expected a <= b',
      line: '# sorts: ASSERTION FAILED at lib/test_list_sort.c:93',
    },
  })
})

test('two failures of a KUnit case are the same where the same assertion fails, on whatever line', () => {
  const [one, moved, other, silent] = [
    fails(),
    fails(120),
    fails(93, 'a != b'),
    suite('not ok', '    not ok 1 sorts', '    ok 2 is_stable'),
  ].map((text) => signature(read(START + text + END)))
  if (!one || !moved || !other || !silent) throw new Error('all of them fail')
  expect([moved, other, silent].map((each) => sameFailure(one, each))).toEqual([true, false, true])
  const elsewhere = signature(
    read(START + fails().replaceAll('list_sort', 'other') + END, { ...sorts, suite: 'other' }),
  )
  expect(elsewhere && sameFailure(one, elsewhere)).toBe(false)
})

test('the case that is named decides, whatever the others do', () => {
  const others = suite('not ok', '    ok 1 sorts', ...assertion(7), '    not ok 2 is_stable')
  expect(read(START + others + END)).toMatchObject({ kind: 'passed' })
  expect(read(START + others + END, { kind: 'kunit', suite: 'list_sort' })).toMatchObject({
    kind: 'failed',
    signature: { function: 'is_stable' },
  })
  expect(read(START + others + END, { kind: 'kunit', suite: 'list_*', case: '*stable' })).toMatchObject({
    kind: 'failed',
  })
})

test.each<[string, string, TestExpectation, RegExp]>([
  ['that is missing', passes, { ...sorts, case: 'shrinks' }, /no results of the case shrinks of the suite list_sort/],
  ['of a suite that is missing', passes, { ...sorts, suite: 'hash' }, /no results of the case sorts of the suite hash/],
  [
    'that was skipped',
    suite('ok', '    ok 1 sorts # SKIP no memory', '    ok 2 is_stable'),
    sorts,
    /skipped: no memory/,
  ],
  ['of a kernel without KUnit', '', sorts, /printed no results of KUnit/],
  [
    'whose result is torn',
    suite('ok', '    ok 1 so[    0.6] random: crng done', '    ok 2 is_stable'),
    sorts,
    /suite list_sort/,
  ],
])('a KUnit case %s says nothing of its kernel', (_, text, asked, reason) => {
  const result = read(START + text + END, asked)
  expect(result).toMatchObject({ kind: 'skipped', reason: expect.stringMatching(reason) })
})

test('a console that ends in the middle of a result passes no case', () => {
  const cut = stamped(['KTAP version 1', '1..1', '    # Subtest: list_sort', '    1..2'])
  expect(read(`${START}${cut}[    0.6]     not ok 1 sorts`, sorts, 'hung')).not.toMatchObject({
    signature: { kind: 'test-failed' },
  })
})

test('a kernel that dies in the suite has failed while its test ran, and one that dies before did not', () => {
  const panic = '[    0.7] Kernel panic - not syncing: list corruption\n'
  const half = stamped(['KTAP version 1', '1..1', '    # Subtest: list_sort', '    1..2'])
  expect(read(START + half + panic)).toMatchObject({ kind: 'failed', stage: 'test', signature: { kind: 'panic' } })
  expect(read(START + panic)).toMatchObject({ kind: 'failed', stage: 'kernel', signature: { kind: 'panic' } })
})

test('a KUnit case that failed has failed, whatever the kernel dies of then', () => {
  const panic = '[    0.7] Kernel panic - not syncing: list corruption\n'
  expect(read(START + fails() + panic)).toMatchObject({ kind: 'failed', signature: { kind: 'test-failed' } })
})

test('a boot is given time while KUnit runs', () => {
  const reader = new ConsoleReader({ nonce: NONCE, test: sorts })
  expect(reader.push(START)).toBe('continue')
  expect(reader.push(stamped(['KTAP version 1', '1..1']))).toBe('testing')
  expect(reader.push(stamped(['    ok 1 sorts', 'ok 1 list_sort']))).toBe('testing')
  expect(reader.push(END)).toBe('answered')
})
