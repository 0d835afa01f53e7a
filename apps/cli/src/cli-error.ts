/** The command cannot do what it was asked to. The message says what was wrong, with which value; `cure` what to do. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly cure: string | undefined

  constructor(message: string, options: { cure?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.cure = options.cure
  }
}
