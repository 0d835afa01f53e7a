import { type Bisection, kunitWords, type Signature, testOf } from '@kbisect/contracts'
import { failureWords, isCountedWarning } from '../format-failure.ts'
import { oneLine } from '../text-format.ts'

/**
 * What goes wrong, in words that follow "since commit … ":
 * `kernels for arm64 do not boot: panic in cma_init_reserved_mem`.
 * @param signature how it fails, where that is known
 */
export function whatFails(bisection: Bisection, signature: Signature | null = null): string {
  const { request, target } = bisection
  const test = testOf(request)
  const how = signature ? `: ${failureWords(signature)}` : ''
  if (isCountedWarning(bisection, signature)) return `kernels for ${target} warn while they run${how}`
  if (test.kind === 'build') return `kernels for ${target} do not build${how}`
  if (test.kind === 'script') return `the test script fails on ${target}${how}`
  if (test.kind === 'kunit') return `${kunitWords(test)} fails on ${target}${how}`
  if (test.kind === 'boot') return `kernels for ${target} do not boot${how}`
  const pattern = `/${oneLine(test.pattern)}/`
  return test.expect === 'present'
    ? `the console of ${target} lacks a line that matches ${pattern}`
    : `the console of ${target} has a line that matches ${pattern}`
}

/** The test in a few words, e.g. `boot` or `console (a line must match /x/)`. */
export function describeTest(bisection: Bisection): string {
  const test = testOf(bisection.request)
  if (test.kind === 'script') return 'a shell script in the guest'
  if (test.kind === 'kunit') return kunitWords(test)
  if (test.kind === 'console')
    return `console (${test.expect === 'present' ? 'a line must match' : 'no line may match'} /${oneLine(test.pattern)}/)`
  return test.kind
}
