import { InfrastructureError } from '@kbisect/exec'

/** What a caller asked for that the store cannot do; the same call would fail again. */
export type StoreErrorCode =
  | 'already-exists'
  | 'bad-cursor'
  | 'database-foreign'
  | 'last-admin-token'
  | 'migration-changed'
  | 'migration-failed'
  | 'migration-unknown'
  | 'name-taken'
  | 'secrets-key-lost'
  | 'secrets-key-missing'
  | 'tree-in-use'
  | 'unknown-bisection'
  | 'unknown-delivery'
  | 'unknown-mail'
  | 'unknown-regression'
  | 'unknown-tree'
  | 'unknown-webhook'

export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreErrorCode
  /** What a person can do about it. */
  readonly hint: string

  constructor(code: StoreErrorCode, message: string, hint: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = hint
  }
}

/** The database cannot be reached, or went away: never the caller's fault, worth trying again. */
export class StoreUnavailable extends InfrastructureError {
  constructor(cause: unknown, doing = 'the database does not answer') {
    super('store-unavailable', `${doing}: ${reason(cause)}`, {
      hint: 'see that Postgres runs, that DATABASE_URL names it (host, port, user, password, database) and that it has connections left',
      cause,
    })
  }
}

// Node says nothing but "AggregateError" when several addresses refuse.
function reason(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(reason).join('; ')
  return cause instanceof Error ? cause.message.trim().split('\n').at(-1) || cause.name : String(cause)
}
