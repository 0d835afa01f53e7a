import { ConflictError, type FieldError, NotFoundError, RequestError } from '@kbisect/bisection'
import type { Problem } from '@kbisect/contracts'
import type { FastifyRequest } from 'fastify'
import { frameworkProblem } from './framework-errors.ts'
import { type CodedError, HttpProblem, isCoded } from './problems.ts'
import { InvalidRequest } from './validator.ts'

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

interface Meaning {
  readonly status: number
  /** The field or parameter that is at fault, under the names that it has in requests. */
  readonly fields?: readonly string[]
}

const ofTree = (status: number): Meaning => ({ status, fields: ['name', 'tree'] })
const ofRef = (status: number): Meaning => ({ status, fields: ['ref'] })
const ofId: Meaning = { status: 404, fields: ['id'] }

/**
 * What the codes mean that adapters throw; the rest of theirs are infrastructure errors (503).
 */
const MEANINGS: Record<string, Meaning> = {
  'already-exists': { status: 409, fields: ['id'] },
  'ambiguous-ref': ofRef(422),
  'artifact-unknown': { status: 404, fields: ['digest', 'id'] },
  'bad-cursor': { status: 400, fields: ['cursor'] },
  'git-address-refused': ofTree(422),
  'git-authentication': ofTree(422),
  'git-invalid-name': ofTree(422),
  'git-invalid-url': ofTree(422),
  'git-network': ofTree(502),
  'git-not-a-repository': ofTree(422),
  'git-objects-missing': ofTree(422),
  'git-objects-refused': ofTree(422),
  'git-protocol-refused': ofTree(422),
  'git-redirected': ofTree(422),
  'git-shallow': ofTree(422),
  'git-too-large': ofTree(422),
  'invalid-ref': ofRef(422),
  'last-admin-token': { status: 409, fields: ['id'] },
  'mirror-missing': ofTree(409),
  'name-taken': { status: 409, fields: ['name'] },
  'store-unavailable': { status: 503 },
  'tree-in-use': ofTree(409),
  'unknown-bisection': ofId,
  'unknown-delivery': ofId,
  'unknown-mail': ofId,
  'unknown-ref': ofRef(404),
  'unknown-regression': ofId,
  'unknown-tree': { status: 404, fields: ['name', 'tree'] },
  'unknown-webhook': ofId,
}

const PARTS: Record<string, number> = { params: 404, querystring: 400, headers: 400, body: 422 }

const SEE_LOG = 'Ask the operator of the service to look at its log.'

interface Remedy {
  readonly errors?: readonly FieldError[]
  readonly hint?: string | undefined
}

function problem(status: number, code: string, detail: string, { errors = [], hint }: Remedy): Problem {
  return {
    type: `urn:kbisect:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail,
    ...(errors.length > 0 ? { errors: [...errors] } : hint === undefined ? {} : { hint }),
  }
}

type Sent = Pick<FastifyRequest, 'params' | 'query' | 'body' | 'headers' | 'url'>

/** What a request has in its path, its query and its body, by name. */
function parametersOf({ params, query, body }: Sent): Map<string, unknown> {
  const fieldsOf = (part: unknown) => (typeof part === 'object' && part !== null ? Object.entries(part) : [])
  return new Map<string, unknown>([...fieldsOf(body), ...fieldsOf(query), ...fieldsOf(params)])
}

/** The refusal of a value, in the field of the request that has it. */
function aboutValue(sent: Sent, message: string, { value, hint }: { value: string; hint: string }): Remedy {
  const found = [...parametersOf(sent)].find(([, each]) => each === value)
  return found ? { errors: [{ field: found[0], value, message, hint }] } : { hint }
}

/** An error of an adapter, in the field that its code is about where the request has that. */
function codedProblem({ code, message, hint }: CodedError, sent: Sent): Problem {
  const { status, fields = [] } = MEANINGS[code] ?? { status: 503 }
  const detail = hint && !message.includes(hint) ? `${message}; ${hint}` : message
  const parameters = parametersOf(sent)
  const field = fields.find((name) => parameters.has(name))
  const whatToDo = hint ?? (status >= 500 ? 'Try again in a moment; if it stays, ask the operator of the service.' : '')
  if (field === undefined) return problem(status, code, detail, { hint: whatToDo })
  return problem(status, code, detail, {
    errors: [{ field, value: parameters.get(field), message, hint: whatToDo }],
  })
}

/**
 * Any error as RFC 9457 has it. What is not expected is a 500 that shows nothing of the service's
 * insides.
 */
export function toProblem(error: unknown, sent: Sent): Problem {
  if (error instanceof HttpProblem) return problem(error.status, error.code, error.message, error)
  if (error instanceof InvalidRequest) return problem(PARTS[error.part] ?? 400, 'invalid-request', error.message, error)
  if (error instanceof RequestError) return problem(422, error.code, error.message, error)
  if (error instanceof NotFoundError)
    return problem(404, 'not-found', error.message, aboutValue(sent, error.message, error))
  if (error instanceof ConflictError)
    return problem(409, 'conflict', error.message, aboutValue(sent, error.message, error))
  if (!(error instanceof Error)) return internal()
  if (isCoded(error)) return codedProblem(error, sent)
  if (error.name === 'QueueError')
    return problem(503, 'queue-unavailable', error.message, { hint: 'Try again when Redis answers.' })
  const refused = frameworkProblem(error, sent)
  return refused ? toProblem(refused, sent) : internal()
}

const internal = (): Problem =>
  problem(500, 'internal', 'Something went wrong; the log of the service says what.', { hint: SEE_LOG })

/**
 * What is wrong with a tree, as a mistake in the field of the request that names the tree; any
 * other error as it is.
 */
export function inField(error: unknown, field: string, value: string): unknown {
  if (!(error instanceof Error) || !isCoded(error) || error instanceof HttpProblem) return error
  if (!error.code.startsWith('git-') || MEANINGS[error.code]?.status !== 422) return error
  const { code, message, hint = 'Check the tree.' } = error
  return new HttpProblem(422, code, `${field}: ${message}`, { errors: [{ field, value, message, hint }] })
}
