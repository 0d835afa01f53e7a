/**
 * Something in our own machinery failed: a program is missing, a disk is full, a process could not
 * be started. Never an answer about the kernel under test: adapters return kernel failures as
 * values and throw this for the rest.
 */
export class InfrastructureError extends Error {
  override readonly name = 'InfrastructureError'
  /** Stable name of the fault, e.g. `program-missing`. */
  readonly code: string
  /** What a person can do about it. */
  readonly hint: string | undefined

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}
