import { CliError } from '../cli-error.ts'
import { errorReason } from '../describe-error.ts'

/** A step of the demo failed: says which, why, and what to do. */
export class DemoStepError extends Error {
  override readonly name = 'DemoStepError'
  readonly cure: string

  constructor(step: string, cause: unknown, cure: string) {
    super(`${step} failed: ${errorReason(withoutCure(cause))}`, { cause })
    this.cure = (cause instanceof Error && 'cure' in cause && typeof cause.cure === 'string' && cause.cure) || cure
  }
}

// The cure is printed on a line of its own.
const withoutCure = (cause: unknown): unknown =>
  cause instanceof Error && 'cure' in cause && typeof cause.cure === 'string' ? new CliError(cause.message) : cause

/** Does a step. @throws DemoStepError with the step's name; `cure` is for faults that bring none of their own */
export async function demoStep<T>(step: string, cure: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof DemoStepError ? error : new DemoStepError(step, error, cure)
  }
}
