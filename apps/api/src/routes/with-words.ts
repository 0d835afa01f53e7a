import type { Bisection } from '@kbisect/contracts'
import { resultWords } from '@kbisect/reports'

/** A bisection with its result in sentences, once there is one. */
export function withWords(bisection: Bisection): Bisection {
  const words = resultWords(bisection)
  return words ? { ...bisection, words } : bisection
}
