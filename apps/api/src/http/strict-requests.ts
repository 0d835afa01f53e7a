import type { FieldError } from '@kbisect/bisection'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpProblem } from './problems.ts'
import type { Schema } from './schema-hint.ts'
import { InvalidRequest } from './validator.ts'

const SAFE = new Set(['GET', 'HEAD'])

const entriesOf = (part: unknown): [string, unknown][] =>
  typeof part === 'object' && part !== null ? Object.entries(part) : []

/** Parameters that the operation does not have: a filter that is misspelt would list everything. */
function unknownParameters({ query, routeOptions }: FastifyRequest): FieldError[] {
  const known = Object.keys((routeOptions.schema?.querystring as Schema | undefined)?.properties ?? {})
  const hint = known.length > 0 ? `Known parameters are ${known.join(', ')}.` : 'This operation takes no parameters.'
  return entriesOf(query)
    .filter(([name]) => !known.includes(name))
    .map(([field, value]) => ({ field, value, message: 'is not a known field', hint }))
}

/** Fields of the body of an operation that takes none. */
function unwantedFields({ body, routeOptions }: FastifyRequest): FieldError[] {
  if (routeOptions.schema?.body !== undefined) return []
  const hint = 'This operation takes no body.'
  return entriesOf(body).map(([field, value]) => ({ field, value, message: 'is not a known field', hint }))
}

/** The answer would pretend that the change depends on what the header says. */
function requireNoConditions({ method, headers }: FastifyRequest): void {
  if (SAFE.has(method)) return
  for (const field of ['if-match', 'if-unmodified-since'] as const) {
    const value = headers[field]
    if (value === undefined) continue
    const message = 'is not evaluated for changes'
    const hint = 'Leave it out; to send a request only once, use the header Idempotency-Key with a POST.'
    throw new HttpProblem(400, 'unsupported-header', `${field} ${message}`, {
      errors: [{ field, value, message, hint }],
    })
  }
}

/**
 * Refuses what an operation would otherwise ignore without a word: parameters that it does not
 * have, a body where it takes none, and conditions that are not evaluated.
 */
export function refuseUnknown(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    requireNoConditions(request)
    const parameters = unknownParameters(request)
    if (parameters.length > 0) throw new InvalidRequest('querystring', parameters)
    const fields = unwantedFields(request)
    if (fields.length > 0) throw new InvalidRequest('body', fields)
  })
}
