import type { OwnOption, OwnValues } from '../benchmark.ts'
import { UsageError } from '../usage-error.ts'

/** Which toy histories a benchmark bisects. */
export const CASE_OPTIONS = {
  count: { type: 'string', value: 'N', help: 'bisections; default: 200' },
  seed: { type: 'string', value: 'S', help: 'any text; the same one draws the same histories' },
  first: { type: 'string', value: 'K', help: 'the number of the first one, from 1: to do some of them again' },
  minutes: { type: 'string', value: 'M', help: 'none is begun after that time' },
} as const satisfies Record<string, OwnOption>

export interface CaseOptions {
  readonly count: number
  readonly seed: string
  readonly first: number
  /** Infinite when not limited. */
  readonly minutes: number
}

const QUICK_COUNT = 3

/**
 * @param least the smallest count that makes sense
 * @throws UsageError
 */
export function readCaseOptions(values: OwnValues, quick: boolean, least: number): CaseOptions {
  const { seed } = values
  return {
    count: wholeNumber(values, 'count', [least, 100_000], quick ? QUICK_COUNT : 200),
    seed: typeof seed === 'string' ? seed : '1',
    first: wholeNumber(values, 'first', [1, 1_000_000], 1),
    minutes: wholeNumber(values, 'minutes', [1, 100_000], Number.POSITIVE_INFINITY),
  }
}

/** @throws UsageError */
export function wholeNumber(
  values: OwnValues,
  name: string,
  [least, most]: readonly [number, number],
  otherwise: number,
): number {
  const word = values[name]
  if (typeof word !== 'string') return otherwise
  if (/^\d+$/.test(word) && Number(word) >= least && Number(word) <= most) return Number(word)
  throw new UsageError(`--${name}: “${word}” is not a whole number from ${least} to ${most}`)
}
