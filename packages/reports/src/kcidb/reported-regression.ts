import type { RegressionRequest } from '@kbisect/contracts'

/** A field that cannot be accepted, in words for people. */
export interface Refusal {
  readonly field: string
  readonly value?: unknown
  readonly message: string
  readonly hint: string
}

/** A regression that was reported to us, in the words of a request for a bisection. */
export interface ReportedRegression {
  /** By name, and where its repository is. */
  readonly tree: { readonly name: string | undefined; readonly url: string | undefined; readonly field: string }
  /** Null where the report says of no commit that it was good. */
  readonly good: string | null
  readonly request: Omit<RegressionRequest, 'tree' | 'good' | 'why'>
  /** Where commits stand in the report, for errors. */
  readonly fields: { readonly good: string; readonly bad: string }
  /** Why it cannot be bisected as it is; undefined: it can. */
  readonly obstacle: string | undefined
  /** What was understood otherwise than it was written. */
  readonly notes: readonly string[]
  readonly source: 'kcidb' | 'api'
  /** Where it comes from. */
  readonly origin: Readonly<Record<string, unknown>>
  /** What its log says of the failure. */
  readonly excerpt: string | undefined
}

export type Reading =
  | { readonly kind: 'regression'; readonly regression: ReportedRegression }
  | { readonly kind: 'refused'; readonly refusals: readonly Refusal[] }
