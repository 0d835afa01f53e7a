import type { FieldError } from '@kbisect/bisection'

/** What to do about a refusal: in each field that is at fault, or as a whole where none is. */
type Remedy = { readonly errors: readonly [FieldError, ...FieldError[]] } | { readonly hint: string }

/** Seconds after which it is worth trying again. */
interface Delay {
  readonly retryAfter?: number | undefined
}

/** An answer other than success that a route gives on purpose. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly status: number
  readonly code: string
  readonly errors: readonly FieldError[]
  readonly hint: string | undefined
  readonly retryAfter: number | undefined

  constructor(status: number, code: string, detail: string, { retryAfter, ...remedy }: Remedy & Delay) {
    super(detail)
    this.status = status
    this.code = code
    this.errors = 'errors' in remedy ? remedy.errors : []
    this.hint = 'hint' in remedy ? remedy.hint : undefined
    this.retryAfter = retryAfter
  }
}

/** Where a person finds what there is. */
const LISTS = {
  bisection: 'Check the id, or list the bisections (GET /api/v1/bisections); it may have been deleted.',
  commit: 'Check the hash, or fetch the tree (POST /api/v1/trees/NAME/fetch).',
  'configuration file': 'Take a digest from the request or a target of a bisection.',
  delivery: 'Check the id, or list the deliveries of the webhook (GET /api/v1/webhooks/ID/deliveries).',
  mail: 'Check the id, or list the mails (GET /api/v1/mails).',
  regression: 'Check the id, or list the regressions (GET /api/v1/regressions).',
  run: 'Check the id, or list the runs of a bisection (GET /api/v1/bisections/ID/runs).',
  token: 'Check the id, or list the tokens (GET /api/v1/tokens): it may be revoked already.',
  tree: 'Check the name, or list the trees (GET /api/v1/trees).',
  webhook: 'Check the id, or list the webhooks (GET /api/v1/webhooks); it may have been deleted.',
  revision: 'Check the hash, or list what the watch saw (GET /api/v1/watches/ID/revisions).',
  watch: 'Check the id, or list the watches (GET /api/v1/watches); it may have been deleted.',
} as const

/**
 * A 404 for something with an id, a name or a digest, which stands in that field of the request.
 */
export function notFound(what: keyof typeof LISTS, value: string, field = 'id'): HttpProblem {
  const message = `there is no ${what} ${value}`
  return new HttpProblem(404, 'not-found', message, { errors: [{ field, value, message, hint: LISTS[what] }] })
}

/** A 409 for something that is in another state than the request needs. */
export function conflict(code: string, message: string, about: Omit<FieldError, 'message'>): HttpProblem {
  return new HttpProblem(409, code, message, { errors: [{ ...about, message }] })
}

/** Errors of the adapters carry a stable code and a hint. */
export interface CodedError extends Error {
  readonly code: string
  readonly hint: string | undefined
}

export function isCoded(error: Error): error is CodedError {
  return 'code' in error && typeof error.code === 'string' && 'hint' in error
}
