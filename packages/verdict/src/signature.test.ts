import { describe, expect, test } from 'vitest'
import { sameFailure } from './same-failure.ts'
import { buildSignature, normalise } from './signature.ts'

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
  ['cpu0 took 1.5 s  longer', 'cpuN took N s longer'],
  ['deadbeef is a word without a digit', 'deadbeef is a word without a digit'],
])('normalise("%s")', (text, expected) => {
  expect(normalise(text)).toBe(expected)
})
