import { describe, expect, test } from 'vitest'
import { judge } from './judge.ts'
import { buildSignature, makeSignature, stageSignature } from './signature.ts'
import type { Signal, Signature } from './terms.ts'

const failed = (signature: Signature): Signal => ({ kind: 'failed', signature, stage: 'kernel' })
const passed: Signal = { kind: 'passed' }
const skipped: Signal = { kind: 'skipped', reason: 'status 125' }
const infrastructure: Signal = { kind: 'infrastructure', reason: 'disk full' }
const searched = makeSignature({ kind: 'panic', title: 'paging request', function: 'cma_init_reserved_mem' })
const other = makeSignature({ kind: 'panic', title: 'no clock', function: 'time_init' })
const broken = buildSignature({ file: 'mm/cma.c', message: "'cma_areas' undeclared" })
const brokenToo = buildSignature({ file: 'mm/slub.c', message: 'expected ;' })

describe('with the bad end known', () => {
  test.each<[string, Signal[], string]>([
    ['two failures of two', [failed(searched), failed(searched)], 'bad'],
    ['one failure of two', [failed(searched)], 'weak'],
    ['two failures beside passes', [passed, failed(searched), passed, passed, failed(searched)], 'bad'],
    ['one failure beside passes', [passed, passed, passed, failed(searched)], 'weak'],
    ['three passes of three', [passed, passed, passed], 'good'],
    ['two passes of three', [passed, passed], 'weak'],
    ['another failure alone', [failed(other)], 'skip'],
    ['another failure beside enough passes', [passed, failed(other), passed, passed], 'good'],
    ['another failure beside too few passes', [passed, failed(other)], 'weak'],
    ['a skipped test', [skipped], 'skip'],
    ['a kernel that does not compile', [failed(broken)], 'skip'],
    ['infrastructure errors alone', [infrastructure, infrastructure], 'weak'],
    ['infrastructure errors beside passes', [infrastructure, passed, passed, passed], 'good'],
    ['nothing', [], 'weak'],
  ])('%s', (_, signals, kind) => {
    const verdict = judge({ signals, test: 'boot', expected: searched, match: 'same', needed: { passes: 3, fails: 2 } })
    expect(verdict.kind).toBe(kind)
    expect(verdict.reason).not.toBe('')
  })
})

const once = { passes: 1, fails: 1 }

test('any failure is bad when the request says so, or while the bad end itself is tested', () => {
  expect(judge({ signals: [failed(other)], test: 'boot', expected: searched, match: 'any', needed: once }).kind).toBe(
    'bad',
  )
  expect(judge({ signals: [failed(other)], test: 'boot', match: 'same', needed: once }).kind).toBe('bad')
})

test('a kernel that does not compile is bad for a build test, and skip for every other even when any failure counts', () => {
  const signals = [failed(broken)]
  expect(judge({ signals, test: 'build', expected: broken, match: 'same', needed: once }).kind).toBe('bad')
  expect(judge({ signals, test: 'build', expected: brokenToo, match: 'same', needed: once }).kind).toBe('skip')
  expect(judge({ signals, test: 'build', expected: brokenToo, match: 'any', needed: once }).kind).toBe('bad')
  for (const kind of ['boot', 'script', 'console'] as const) {
    expect(judge({ signals, test: kind, match: 'any', needed: once })).toMatchObject({
      kind: 'skip',
      reason: expect.stringContaining('does not compile'),
    })
  }
})

test('silence is the searched silence only where it ends at the same stage', () => {
  const at = (stage: 'kernel' | 'userspace') => failed(stageSignature('hang', stage))
  const expected = stageSignature('hang', 'kernel')
  expect(judge({ signals: [at('kernel')], test: 'boot', expected, match: 'same', needed: once }).kind).toBe('bad')
  expect(judge({ signals: [at('userspace')], test: 'boot', expected, match: 'same', needed: once }).kind).toBe('skip')
})
