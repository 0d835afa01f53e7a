import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { RequestError } from '@kbisect/bisection'
import {
  AuditEntry,
  DEFAULT_LIMIT,
  IdParams,
  Page,
  PageQuery,
  Token,
  TokenCreated,
  TokenRequest,
} from '@kbisect/contracts'
import { FIRST_TOKEN_NAME } from '@kbisect/store'
import Type from 'typebox'
import type { Dependencies } from '../dependencies.ts'
import type { OpenStreams } from '../http/open-streams.ts'
import { HttpProblem, notFound } from '../http/problems.ts'
import { problems } from './answers.ts'

const tags = ['access']

const AuditQuery = Type.Object(
  {
    ...PageQuery.properties,
    subject: Type.Optional(
      Type.String({ maxLength: 255, description: 'Only what was done to this: an id, or the name of a tree.' }),
    ),
  },
  { additionalProperties: false },
)

/** When a new token ends. @throws RequestError when that is over */
function endOf(expiresAt: string | undefined, now: Date): Date | null {
  if (expiresAt === undefined) return null
  const end = new Date(expiresAt)
  if (end > now) return end
  const mistake = { field: 'expiresAt', value: expiresAt, message: 'is over already' }
  throw new RequestError('invalid-expiry', [{ ...mistake, hint: 'Give a moment to come, or leave it out.' }])
}

/** The audit log would not tell it from the token of the service itself. */
function requireOwnName(name: string): void {
  if (name !== FIRST_TOKEN_NAME) return
  const message = 'is the name of the first token of the service'
  throw new HttpProblem(409, 'name-taken', `name: ${name} ${message}; take another name`, {
    errors: [{ field: 'name', value: name, message, hint: 'Take another name.' }],
  })
}

/** Who may do what, and who did. */
export const tokenRoutes: FastifyPluginAsyncTypebox<Dependencies & { streams: OpenStreams }> = async (
  app,
  { store, surroundings, streams },
) => {
  app.get(
    '/tokens',
    {
      schema: {
        operationId: 'listTokens',
        tags,
        summary: 'List tokens, oldest first, the revoked ones too',
        querystring: PageQuery,
        response: { 200: Page(Token), ...problems },
      },
    },
    async (request) => store.tokens.list({ limit: DEFAULT_LIMIT, ...request.query }),
  )

  app.post(
    '/tokens',
    {
      schema: {
        operationId: 'createToken',
        tags,
        summary: 'Make a token',
        description:
          'Its text is shown in this answer only; the service keeps a hash. Two tokens that are not revoked have different names (409).',
        body: TokenRequest,
        response: { 201: TokenCreated, ...problems },
      },
    },
    async (request, reply) => {
      const { name, scope, expiresAt } = request.body
      requireOwnName(name)
      const wanted = { name, scope, expiresAt: endOf(expiresAt, surroundings.now()) }
      const token = await store.tokens.create(wanted)
      return reply.status(201).header('location', `/api/v1/tokens/${token.id}`).send(token)
    },
  )

  app.delete(
    '/tokens/:id',
    {
      config: { audit: 'token.revoke' },
      schema: {
        operationId: 'deleteToken',
        tags,
        summary: 'Revoke a token; who is logged in with it is logged out',
        params: IdParams,
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      if (!(await store.tokens.revoke(id))) throw notFound('token', id)
      streams.end(id)
      return reply.status(204).send(null)
    },
  )

  app.get(
    '/audit',
    {
      schema: {
        tags,
        operationId: 'listAudit',
        summary: 'Who did what, newest first',
        querystring: AuditQuery,
        response: { 200: Page(AuditEntry), ...problems },
      },
    },
    async (request) => {
      const { subject, cursor, limit = DEFAULT_LIMIT } = request.query
      return store.audit.list({ subject, cursor, limit })
    },
  )
}
