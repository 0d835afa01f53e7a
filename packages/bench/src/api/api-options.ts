import type { OwnOption, OwnValues } from '../benchmark.ts'
import { wholeNumber } from '../toy/case-options.ts'

/** The options of `npm run bench -- api`. */
export const API_OPTIONS = {
  bisections: { type: 'string', value: 'N', help: 'in the database; default: 10000' },
  runs: { type: 'string', value: 'N', help: 'in the database, of all bisections together; default: 1000000' },
  open: { type: 'string', value: 'N', help: 'open bisections, for the CPU of the idle service; default: 1000' },
  only: { type: 'boolean', help: 'only the figures with open bisections' },
  samples: { type: 'string', value: 'N', help: 'of each figure; default: 200' },
} as const satisfies Record<string, OwnOption>

export interface ApiOptions {
  readonly bisections: number
  readonly runs: number
  readonly samples: number
  readonly open: number
  readonly onlyOpen: boolean
}

/** @throws UsageError */
export function readApiOptions(values: OwnValues, quick = false): ApiOptions {
  return {
    bisections: wholeNumber(values, 'bisections', [20, 1_000_000], quick ? 200 : 10_000),
    runs: wholeNumber(values, 'runs', [20, 100_000_000], quick ? 4_000 : 1_000_000),
    open: wholeNumber(values, 'open', [5, 100_000], quick ? 10 : 1000),
    onlyOpen: values.only === true,
    samples: wholeNumber(values, 'samples', [5, 10_000], quick ? 10 : 200),
  }
}
