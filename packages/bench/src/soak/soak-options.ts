import type { OwnOption, OwnValues } from '../benchmark.ts'
import { CASE_OPTIONS, type CaseOptions, readCaseOptions, wholeNumber } from '../toy/case-options.ts'

/** The options of `npm run bench -- soak`. */
export const SOAK_OPTIONS = {
  ...CASE_OPTIONS,
  deaths: {
    type: 'string',
    value: 'S',
    help: 'seconds from one killed process to the next; 0: none dies; default: 15',
  },
} as const satisfies Record<string, OwnOption>

export interface SoakOptions extends CaseOptions {
  readonly secondsBetweenDeaths: number
}

/** @throws UsageError */
export function readSoakOptions(values: OwnValues, quick = false): SoakOptions {
  return {
    ...readCaseOptions(values, quick, 1),
    secondsBetweenDeaths: wholeNumber(values, 'deaths', [0, 3600], 15),
  }
}
