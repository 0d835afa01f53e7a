/**
 * The command cannot do what it was asked to. The message says what was wrong, with which value;
 * `hint` what to do.
 */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly hint: string | undefined

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.hint = options.hint
  }
}
