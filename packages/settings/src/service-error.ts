/**
 * The service could not be set up or started. Carries a stable code (`port-taken`,
 * `program-missing` …) and, where there is one, what a person can do about it. The message says
 * what was wrong, and with which value.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}
