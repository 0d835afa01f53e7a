import type { OwnOption, OwnValues } from '../benchmark.ts'
import { UsageError } from '../usage-error.ts'

/** The options of `npm run bench -- soak`. */
export const SOAK_OPTIONS = {
  count: { type: 'string', value: 'N', help: 'bisections; default: 200' },
  seed: { type: 'string', value: 'S', help: 'any text; the same one draws the same histories' },
  first: { type: 'string', value: 'K', help: 'the number of the first one, from 1: to do some of them again' },
  minutes: { type: 'string', value: 'M', help: 'none is begun after that time' },
  deaths: { type: 'string', value: 'S', help: 'seconds from one killed worker to the next; 0: none dies; default: 15' },
} as const satisfies Record<string, OwnOption>

export interface SoakOptions {
  readonly count: number
  readonly seed: string
  readonly first: number
  readonly minutes: number
  readonly secondsBetweenDeaths: number
}

const QUICK_COUNT = 3

/** @throws UsageError */
export function readSoakOptions(values: OwnValues, quick = false): SoakOptions {
  const text = (name: keyof typeof SOAK_OPTIONS): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const whole = (name: keyof typeof SOAK_OPTIONS, least: number, most: number, otherwise: number): number => {
    const word = text(name)
    if (word === undefined) return otherwise
    if (/^\d+$/.test(word) && Number(word) >= least && Number(word) <= most) return Number(word)
    throw new UsageError(`--${name}: “${word}” is not a whole number from ${least} to ${most}`)
  }
  return {
    count: whole('count', 1, 100_000, quick ? QUICK_COUNT : 200),
    seed: text('seed') ?? '1',
    first: whole('first', 1, 1_000_000, 1),
    minutes: whole('minutes', 1, 100_000, Number.POSITIVE_INFINITY),
    secondsBetweenDeaths: whole('deaths', 0, 3600, 15),
  }
}
