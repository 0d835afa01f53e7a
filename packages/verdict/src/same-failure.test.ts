import { describe, expect, test } from 'vitest'
import { sameFailure } from './same-failure.ts'
import { makeSignature, stageSignature } from './signature.ts'
import type { FailureKind, Signature } from './terms.ts'

const crash = (kind: 'panic' | 'oops' | 'bug', name?: string, place?: string) =>
  makeSignature({ kind, title: 'paging request', function: name, place })

describe('two failures are the same', () => {
  test.each([
    ['in one function, oops and panic', crash('oops', 'f'), crash('panic', 'f'), true],
    ['in two functions', crash('panic', 'f'), crash('panic', 'g'), false],
    ['in one function, but a BUG() and an oops', crash('bug', 'f'), crash('oops', 'f'), false],
    ['when one trace was cut off and the report is equal', crash('panic', 'f'), crash('panic'), true],
    [
      'when a BUG() only moved in its file',
      crash('bug', undefined, 'mm/cma.c:12'),
      crash('bug', undefined, 'mm/cma.c:19'),
      true,
    ],
    [
      'when BUG()s are in two files',
      crash('bug', undefined, 'mm/cma.c:12'),
      crash('bug', undefined, 'mm/slub.c:12'),
      false,
    ],
    ['when silent at one stage', stageSignature('hang', 'kernel'), stageSignature('hang', 'kernel'), true],
    ['when silent at two stages', stageSignature('silence', 'none'), stageSignature('hang', 'kernel'), false],
  ])('%s', (_, a, b, expected) => {
    expect(sameFailure(a, b)).toBe(expected)
    expect(sameFailure(b, a)).toBe(expected)
    expect(sameFailure(a, a)).toBe(true)
  })
})

test('warnings of one function are two where they stand in two files', () => {
  const at = (place: string) => makeSignature({ kind: 'warning', title: 'WARNING', function: 'f', place })
  expect(sameFailure(at('lib/refcount.c:25'), at('lib/refcount.c:28'))).toBe(true)
  expect(sameFailure(at('lib/refcount.c:25'), at('lib/kobject.c:25'))).toBe(false)
})

test('a trace through other callers makes no other failure, and is no part of its text', () => {
  const through = (...trace: string[]) => makeSignature({ kind: 'oops', title: 'paging request', function: 'f', trace })
  expect(sameFailure(through('f', 'g'), through('f', 'h'))).toBe(true)
  expect(through('f', 'g').text).toBe(through().text)
})

const failed = (kind: FailureKind, title: string, ...trace: string[]): Signature =>
  makeSignature({ kind, title, function: trace[0], trace })

describe('of two kernels', () => {
  const NULL = 'kernel NULL pointer dereference'
  const callers = ['probe', 'bind', 'do_one_initcall', 'kernel_init']
  test.each([
    [
      'a function that one compiler inlined',
      failed('oops', NULL, 'f', ...callers),
      failed('panic', NULL, ...callers),
      true,
    ],
    ['two that one inlined', failed('oops', NULL, 'f', 'g', ...callers), failed('oops', NULL, ...callers), true],
    [
      'four that one inlined',
      failed('oops', NULL, 'f', 'g', 'h', 'i', ...callers),
      failed('oops', NULL, ...callers),
      true,
    ],
    [
      'a function that one inlined, in the words of two architectures',
      failed('oops', 'Unable to handle kernel NULL pointer dereference', 'f', 'g', ...callers),
      failed('oops', NULL, ...callers),
      true,
    ],
    [
      'more inlined functions than common callers',
      failed('oops', NULL, 'f', 'g', 'h', 'i', ...callers.slice(0, 3)),
      failed('oops', NULL, ...callers.slice(0, 3)),
      false,
    ],
    [
      'a function and the one behind its underscores',
      failed('oops', NULL, '__f', 'g'),
      failed('oops', NULL, 'f'),
      true,
    ],
    [
      'a trace of skipped frames and a function',
      makeSignature({ kind: 'oops', title: NULL, trace: ['process_one_work', 'worker_thread', 'kthread'] }),
      failed('oops', NULL, 'f', 'g'),
      false,
    ],
    [
      'a trace of skipped frames and the same again',
      makeSignature({ kind: 'oops', title: NULL, trace: ['process_one_work', 'worker_thread', 'kthread'] }),
      makeSignature({ kind: 'oops', title: NULL, trace: ['process_one_work', 'worker_thread', 'kthread'] }),
      true,
    ],
    [
      'two traces of skipped frames',
      makeSignature({ kind: 'oops', title: NULL, trace: ['process_one_work', 'worker_thread', 'kthread'] }),
      makeSignature({ kind: 'oops', title: NULL, function: 'call_timer_fn', trace: ['call_timer_fn', 'run_timers'] }),
      false,
    ],
    [
      'a trace without names and a function',
      makeSignature({ kind: 'oops', title: NULL, trace: [] }),
      failed('oops', NULL, 'f', 'g'),
      false,
    ],
    [
      'two reports of one function that say otherwise',
      failed('bug', 'spinlock bad magic', 'f'),
      failed('bug', 'Bad page state', 'f'),
      false,
    ],
    [
      'a BUG() and a report of one function',
      makeSignature({ kind: 'bug', title: 'kernel BUG in mm/cma.c', function: 'f', place: 'mm/cma.c:12' }),
      failed('bug', 'Bad page state', 'f'),
      false,
    ],
    [
      'a BUG() of a kernel that knows its files, and of one that does not',
      makeSignature({ kind: 'bug', title: 'kernel BUG in mm/cma.c', function: 'f', place: 'mm/cma.c:12' }),
      failed('bug', 'kernel BUG', 'f'),
      true,
    ],
    [
      'uninitialized memory and freed memory in one function',
      failed('kasan', 'KMSAN: uninit-value', 'f'),
      failed('kasan', 'KASAN: use-after-free', 'f'),
      false,
    ],
    [
      'two accesses that KFENCE saw in one function',
      failed('kfence', 'KFENCE: use-after-free read', 'f'),
      failed('kfence', 'KFENCE: out-of-bounds read', 'f'),
      false,
    ],
    [
      'two assertions of one function',
      failed('bug', 'assertion failed: a == b', 'f'),
      failed('bug', 'assertion failed: c == d', 'f'),
      false,
    ],
    ['other callers', failed('oops', NULL, 'f', ...callers), failed('oops', NULL, 'probe', 'other', 'init'), false],
    ['too few callers', failed('oops', NULL, 'f', 'probe', 'bind'), failed('oops', NULL, 'probe', 'bind'), false],
    [
      'another report',
      failed('oops', 'general protection fault', 'f', ...callers),
      failed('oops', NULL, ...callers),
      false,
    ],
    [
      'two functions with one caller',
      failed('oops', NULL, 'f', ...callers),
      failed('oops', NULL, 'g', ...callers),
      false,
    ],
    [
      'one trap in the words of two architectures',
      failed('oops', NULL, 'f'),
      failed('oops', 'Unable to handle kernel paging request', 'f'),
      true,
    ],
    ['two panics of one function', failed('panic', 'no clock', 'f'), failed('panic', 'no memory', 'f'), false],
    ['a panic and a trap of one function', failed('panic', 'no clock', 'f'), failed('oops', NULL, 'f'), false],
    [
      'two kinds of lockdep report',
      failed('lockdep', 'inconsistent lock state', 'f'),
      failed('lockdep', 'held lock freed', 'f'),
      false,
    ],
    [
      'two watchdogs of one processor',
      failed('rcu-stall', 'RCU stall', 'f'),
      failed('soft-lockup', 'soft lockup', 'f'),
      true,
    ],
    ['a stall that names no function', failed('rcu-stall', 'RCU stall', 'f'), failed('rcu-stall', 'RCU stall'), false],
  ])('%s', (_, a, b, expected) => {
    expect(sameFailure(a, b)).toBe(expected)
    expect(sameFailure(b, a)).toBe(expected)
  })
})
