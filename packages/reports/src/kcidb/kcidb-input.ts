import type { Signature } from '@kbisect/contracts'
import type { ReportInput } from '../report-input.ts'

/** All that an export is made of. */
export interface KcidbInput
  extends Pick<ReportInput, 'bisection' | 'candidates' | 'builds' | 'runs' | 'urls' | 'logExcerpt'> {
  /** The name under which KCIDB knows us. */
  readonly origin: string
  readonly treeUrl: string
  /** Whether a failure is the one that the bisection is about. */
  readonly isSame: (signature: Signature) => boolean
}
