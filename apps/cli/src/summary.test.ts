import { expect, test } from 'vitest'
import { AT, aBisection, aResult, CULPRIT, finished } from './bisection.fixture.ts'
import { exitStatus } from './exit-status.ts'
import { summarize, summarizeError } from './summary.ts'

const KEYS = [
  ...['id', 'outcome', 'label', 'cause', 'culprit', 'failure', 'probability', 'range', 'affectedTargets'],
  ...['builds', 'runs', 'wallSeconds', 'url', 'reason'],
]

test('a culprit', () => {
  const summary = summarize(finished(aResult()), 'http://here/b', AT)
  expect(Object.keys(summary)).toEqual(KEYS)
  expect(summary).toMatchObject({
    outcome: 'culprit',
    label: 'confirmed',
    culprit: { hash: CULPRIT, subject: 'mm: break it', author: 'A Developer <a@example.org>' },
    probability: 0.99,
    range: [],
    affectedTargets: [
      { target: 'arm64', result: 'affected' },
      { target: 'x86_64', result: 'not affected' },
    ],
    builds: 3,
    runs: 7,
    wallSeconds: 120.5,
    reason: 'this is the first bad commit.',
  })
})

test('the failure is the line that was printed, not the one for comparing', () => {
  const signature = {
    kind: 'oops',
    text: 'unable to handle null dereference at virtual address X',
    line: 'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008',
    function: 'cma_alloc',
    source: 'mm/cma.c:203',
  } as const
  expect(summarize(finished(aResult({ signature })), '', AT).failure).toBe(
    'Unable to handle kernel NULL pointer dereference at virtual address 0000000000000008 [in cma_alloc, mm/cma.c:203]',
  )
  expect(summarize(finished(aResult({ signature: null })), '', AT).failure).toBeNull()
})

test('a range names its commits, for there is no single culprit', () => {
  const range = [CULPRIT, 'd'.repeat(40)]
  const result = aResult({ outcome: 'range', label: 'range', culprit: null, range })
  expect(summarize(finished(result), '', AT)).toMatchObject({ outcome: 'range', culprit: null, range })
})

test('a refusal says why, in a word that programs can rely on', () => {
  const result = aResult({ outcome: 'not-reproduced', cause: 'bad revision passes', culprit: null })
  expect(summarize(finished(result), '', AT)).toMatchObject({ outcome: 'not-reproduced', cause: 'bad revision passes' })
})

test('one that is paused says why', () => {
  const paused = aBisection({ state: 'paused', reason: 'no emulator' })
  const now = '2026-01-02T03:05:05.000Z'
  expect(summarize(paused, '', now)).toMatchObject({ outcome: 'error', reason: 'no emulator', wallSeconds: 60 })
})

test('an error has the same keys', () => {
  expect(Object.keys(summarizeError('nothing works'))).toEqual(KEYS)
})

test.each([
  ['culprit', 0],
  ['range', 1],
  ['not-reproduced', 1],
  ['inconclusive', 1],
  ['cancelled', 1],
  ['error', 2],
] as const)('outcome %s ends with status %i', (outcome, status) => {
  expect(exitStatus(finished(aResult({ outcome })))).toBe(status)
})

test('one without a result ends with status 2', () => {
  expect(exitStatus(aBisection({ state: 'paused' }))).toBe(2)
})
