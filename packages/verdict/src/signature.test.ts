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
    expect(sameFailure(at('a.c', "'cma_area' undeclared"), at('b.c', "'cma_area' undeclared"))).toBe(true)
    expect(sameFailure(at('a.c', "'x' undeclared"), at('a.c', "'y' undeclared"))).toBe(false)
  })

  test.each([
    [
      "implicit declaration of function 'cpu0_up' [-Werror=implicit-function-declaration]",
      "implicit declaration of function 'cpu0_up' [-Wimplicit-function-declaration]",
    ],
    ["'cma_area' undeclared; did you mean 'cma_areas'?", "'cma_area' undeclared"],
    ["use of undeclared identifier 'x'; did you mean 'y'?", "use of undeclared identifier 'x'"],
    ['unused variable ‘x’ [-Werror,-Wunused-variable]', "unused variable 'x'"],
    ['array of 12 elements', 'array of 13 elements'],
  ])('says %j as well as %j', (a, b) => {
    expect(sameFailure(at('a.c', a), at('a.c', b))).toBe(true)
  })

  test.each([
    ["'cpu0_up' undeclared", "'cpu1_up' undeclared"],
    ["'x' undeclared", "'x' redeclared"],
    ["undefined reference to 'f8'", "undefined reference to 'f9'"],
  ])('is another one where it says %j, not %j', (a, b) => {
    expect(sameFailure(at('a.c', a), at('a.c', b))).toBe(false)
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
  ['no room in f.isra.0+0x1c/0x98 [my_mod] for CPU#3', 'no room in f for CPUN'],
  ['task sh/82/0x00000002 sleeps', 'task TASK sleeps'],
  ['deadbeef is a word without a digit', 'deadbeef is a word without a digit'],
])('normalise("%s")', (text, expected) => {
  expect(normalise(text)).toBe(expected)
})
