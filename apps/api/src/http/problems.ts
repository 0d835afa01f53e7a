import { ConflictError, type FieldError, NotFoundError, RequestError } from '@kbisect/bisection'
import type { Problem } from '@kbisect/contracts'
import { InvalidRequest } from './validator.ts'

/** An answer other than success that a route gives on purpose. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly status: number
  readonly code: string
  readonly errors: readonly FieldError[]
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | undefined

  constructor(
    status: number,
    code: string,
    detail: string,
    more: { errors?: readonly FieldError[]; retryAfter?: number } = {},
  ) {
    super(detail)
    this.status = status
    this.code = code
    this.errors = more.errors ?? []
    this.retryAfter = more.retryAfter
  }
}

/** A 404 for something with an id, a name or a digest. */
export function notFound(what: string, name: string): HttpProblem {
  return new HttpProblem(404, 'not-found', `there is no ${what} ${name}`)
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Request too large',
  415: 'Unsupported media type',
  416: 'Range not satisfiable',
  422: 'The request cannot be accepted',
  429: 'Too many requests',
  500: 'Internal error',
  502: 'A server behind this one failed',
  503: 'Temporarily unavailable',
  507: 'Insufficient storage',
}

/**
 * Statuses of the codes that adapters throw; the rest of theirs are faults of our own machinery.
 */
const STATUSES: Record<string, number> = {
  'already-exists': 409,
  'ambiguous-ref': 422,
  'artifact-unknown': 404,
  'bad-cursor': 400,
  'git-address-refused': 422,
  'git-authentication': 422,
  'git-invalid-name': 422,
  'git-invalid-url': 422,
  'git-network': 502,
  'git-not-a-repository': 422,
  'git-objects-missing': 422,
  'git-objects-refused': 422,
  'git-protocol-refused': 422,
  'git-redirected': 422,
  'git-shallow': 422,
  'git-too-large': 422,
  'invalid-ref': 422,
  'last-admin-token': 409,
  'mirror-missing': 409,
  'name-taken': 409,
  'store-unavailable': 503,
  'tree-in-use': 409,
  'unknown-bisection': 404,
  'unknown-delivery': 404,
  'unknown-mail': 404,
  'unknown-ref': 404,
  'unknown-regression': 404,
  'unknown-tree': 404,
  'unknown-webhook': 404,
}

const PARTS: Record<string, number> = { params: 404, querystring: 400, headers: 400, body: 422 }

function problem(status: number, code: string, detail: string, errors: readonly FieldError[] = []): Problem {
  return {
    type: `urn:kbisect:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    ...(errors.length > 0 ? { errors: [...errors] } : {}),
  }
}

interface Described extends Error {
  readonly code: string
  readonly hint: string | undefined
}

/** Errors of the adapters carry a stable code and a hint. */
function isDescribed(error: Error): error is Described {
  return 'code' in error && typeof error.code === 'string' && 'hint' in error
}

/**
 * What is wrong with a tree, as a mistake in the field of the request that names the tree; any
 * other error as it is.
 */
export function inField(error: unknown, field: string, value: string): unknown {
  if (!(error instanceof Error) || !isDescribed(error) || error instanceof HttpProblem) return error
  if (!error.code.startsWith('git-') || STATUSES[error.code] !== 422) return error
  const { code, message, hint } = error
  const about = { field, value, message }
  return new HttpProblem(422, code, `${field}: ${message}`, {
    errors: [hint === undefined ? about : { ...about, hint }],
  })
}

/** That a name is taken, as a mistake in the field `name`; any other error as it is. */
export function nameInField(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || !isDescribed(error) || error.code !== 'name-taken') return error
  const { code, message, hint } = error
  const about = { field: 'name', value: name, message }
  return new HttpProblem(409, code, `${message}; ${hint}`, {
    errors: [hint === undefined ? about : { ...about, hint }],
  })
}

const JSON_TYPE = 'application/json'

/** A body of another type than JSON; what curl sends by itself is called a form. */
function wrongType(value = 'none'): Problem {
  const hint = `Send the header "Content-Type: ${JSON_TYPE}".`
  const detail = `the body has the type ${value}, and only JSON is read; send the header "Content-Type: ${JSON_TYPE}"`
  return problem(415, 'unsupported-type', detail, [
    { field: 'content-type', value, message: `is not ${JSON_TYPE}`, hint },
  ])
}

function frameworkStatus(error: Error): number | undefined {
  const status = 'statusCode' in error ? Number(error.statusCode) : Number.NaN
  return status >= 400 && status < 500 ? status : undefined
}

/**
 * Any error as RFC 9457 has it; `contentType` is that of the request. What we did not expect is a
 * 500 that tells nothing of our insides.
 */
export function toProblem(error: unknown, contentType?: string): Problem {
  if (error instanceof HttpProblem) return problem(error.status, error.code, error.message, error.errors)
  if (error instanceof InvalidRequest)
    return problem(PARTS[error.part] ?? 400, 'invalid-request', error.message, error.errors)
  if (error instanceof RequestError) return problem(422, error.code, error.message, error.errors)
  if (error instanceof NotFoundError) return problem(404, 'not-found', error.message)
  if (error instanceof ConflictError) return problem(409, 'conflict', error.message)
  if (!(error instanceof Error))
    return problem(500, 'internal', 'Something went wrong; the log of the service says what.')
  if (isDescribed(error)) {
    const detail = error.hint && !error.message.includes(error.hint) ? `${error.message}; ${error.hint}` : error.message
    return problem(STATUSES[error.code] ?? 503, error.code, detail)
  }
  if (error.name === 'QueueError') return problem(503, 'queue-unavailable', error.message)
  const status = frameworkStatus(error)
  if (status === 415) return wrongType(contentType)
  if (status !== undefined) return problem(status, status === 429 ? 'too-many-requests' : 'bad-request', error.message)
  return problem(500, 'internal', 'Something went wrong; the log of the service says what.')
}
