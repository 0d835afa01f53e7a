import { describe, expect, test } from 'vitest'
import { buildSignature, makeSignature, normalise, sameFailure, stageSignature } from './signature.ts'
import { functionName, readFrames, tellingFunctions } from './trace-frames.ts'

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

test('a trace through other callers makes no other failure, and is no part of its text', () => {
  const through = (...trace: string[]) => makeSignature({ kind: 'oops', title: 'paging request', function: 'f', trace })
  expect(sameFailure(through('f', 'g'), through('f', 'h'))).toBe(true)
  expect(through('f', 'g').text).toBe(through().text)
})

describe('a build failure', () => {
  const at = (file?: string, message?: string) =>
    buildSignature({ ...(file ? { file } : {}), ...(message ? { message } : {}) })

  test('names file and message, without lines and curly quotes', () => {
    expect(at('../mm/cma.c:12:3', 'expected ‘;’ before 12')).toEqual({
      kind: 'build-failed',
      place: 'mm/cma.c',
      text: "build-failed in mm/cma.c: expected ';' before N",
    })
  })

  test('is the same by its message, as a parallel make may meet it in another file first', () => {
    expect(sameFailure(at('a.c', "'x' undeclared"), at('b.c', "'x' undeclared"))).toBe(true)
    expect(sameFailure(at('a.c', "'x' undeclared"), at('a.c', "'y' undeclared"))).toBe(false)
  })

  test('without a message is the same by its file', () => {
    expect(sameFailure(at('a.c'), at('a.c'))).toBe(true)
    expect(sameFailure(at('a.c'), at('b.c'))).toBe(false)
    expect(sameFailure(at(), at())).toBe(true)
  })
})

test.each([
  ['at 0xffff000012345678 of 17', 'at ADDR of N'],
  ['unknown-block(0,0)', 'unknown-block(N,N)'],
  ['cpu0 took 1.5 s  longer', 'cpu0 took N s longer'],
  ['deadbeef is a word without a digit', 'deadbeef is a word without a digit'],
])('normalise("%s")', (text, expected) => {
  expect(normalise(text)).toBe(expected)
})

test.each([
  ['f.isra.0', 'f'],
  ['f.constprop.0.cold', 'f'],
  ['f.part.0.llvm.1234', 'f'],
  ['__pi_memcpy', 'memcpy'],
  ['compartment', 'compartment'],
])('the function of %s is %s', (symbol, expected) => {
  expect(functionName(symbol)).toBe(expected)
})

test('a return address at offset 0 names the function behind the caller, and is left out', () => {
  expect(readFrames('next_function+0x0/0x90')).toEqual([])
  expect(readFrames('panic from next_function+0x0/0x90')).toEqual([{ role: 'trace', name: 'panic' }])
  expect(readFrames('pc : first_instruction+0x0/0x90')).toEqual([{ role: 'trace', name: 'first_instruction' }])
})

test('a frame that x86 does not believe is none', () => {
  expect(readFrames('? guessed+0x10/0x20')).toEqual([])
})

test('the link register is believed when no trace tells more, and noise never', () => {
  const link = { role: 'link', name: 'caller' } as const
  const noise = [
    'panic',
    'dump_stack_lvl',
    '__memset',
    'memblock_alloc_try_nid',
    '__kmalloc',
    'do_exit',
    'exc_page_fault',
  ]
  const frames = noise.map((name) => ({ role: 'trace', name }) as const)
  expect(tellingFunctions([link, ...frames])).toEqual(['caller'])
  expect(tellingFunctions([link, ...frames, { role: 'trace', name: 'culprit' }])).toEqual(['culprit', 'caller'])
  expect(tellingFunctions(frames)).toEqual([])
})

test('of a recursion that fills the stack each function is told once, and at most 24', () => {
  const frames = Array.from({ length: 60 }, (_, at) => ({ role: 'trace', name: `f${Math.floor(at / 2)}` }) as const)
  expect(tellingFunctions([...frames, ...frames])).toEqual(Array.from({ length: 24 }, (_, at) => `f${at}`))
})
