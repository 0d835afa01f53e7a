import type { Signature } from '@kbisect/contracts'
import type { ReportInput } from '../report-input.ts'

/** What an export is made of, besides all builds and runs. */
export interface KcidbInput extends Pick<ReportInput, 'bisection' | 'candidates' | 'runs' | 'urls' | 'logExcerpt'> {
  /** The name under which KCIDB knows us. */
  readonly origin: string
  readonly treeUrl: string
  /** Whether a failure is the one that the bisection is about. */
  readonly isSame: (signature: Signature) => boolean
}
