import { CliError } from '../cli-error.ts'
import { errorReason } from '../describe-error.ts'

/** A step of the demo failed: says which, why, and what to do. */
export class DemoStepError extends Error {
  override readonly name = 'DemoStepError'
  readonly hint: string

  constructor(step: string, cause: unknown, hint: string) {
    super(`${step} failed: ${errorReason(withoutHint(cause))}`, { cause })
    this.hint = (cause instanceof Error && 'hint' in cause && typeof cause.hint === 'string' && cause.hint) || hint
  }
}

// The hint is printed on a line of its own.
const withoutHint = (cause: unknown): unknown =>
  cause instanceof Error && 'hint' in cause && typeof cause.hint === 'string' ? new CliError(cause.message) : cause

/**
 * Does a step. @throws DemoStepError with the step's name; `hint` is for faults that bring none of
 * their own
 */
export async function demoStep<T>(step: string, hint: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof DemoStepError ? error : new DemoStepError(step, error, hint)
  }
}
