import type { OwnOption, OwnValues } from '../benchmark.ts'
import { CASE_OPTIONS, type CaseOptions, readCaseOptions, wholeNumber } from '../toy/case-options.ts'

/** The options of `npm run bench -- verdicts`. */
export const VERDICTS_OPTIONS = {
  ...CASE_OPTIONS,
  faults: {
    type: 'string',
    value: 'P',
    help: 'of a hundred builds and boots, how many meet a fault of the machine; default: 10',
  },
} as const satisfies Record<string, OwnOption>

export interface VerdictsOptions extends CaseOptions {
  /** Per cent of builds and of boots. */
  readonly faults: number
}

/** A count of 0 leaves the bisections out. @throws UsageError */
export function readVerdictsOptions(values: OwnValues, quick = false): VerdictsOptions {
  return { ...readCaseOptions(values, quick, 0), faults: wholeNumber(values, 'faults', [0, 50], 10) }
}
