import type { Architecture } from '@kbisect/contracts'
import type { GuestOptions } from './guest-options.ts'

/** The options of `kbisect run` and `kbisect start`, as commander hands them over. */
export interface AskOptions extends GuestOptions {
  readonly repo: string
  /** A file, or `-` for standard input. */
  readonly credentialsFile?: string
  readonly good: string
  readonly bad: string
  readonly arch: Architecture
  readonly config?: string
  readonly fragment?: readonly string[]
  readonly toolchain?: string
  readonly cmdline?: string
  readonly test?: string
  readonly kunitOption?: readonly string[]
  readonly alsoTest?: readonly string[]
  readonly anyFailure?: boolean
  readonly failure?: string
  readonly failureMessage?: string
  readonly failOnWarnings?: boolean
  readonly again?: boolean
}
