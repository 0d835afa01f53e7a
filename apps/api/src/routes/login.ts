import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Session, SessionRequest, type Token } from '@kbisect/contracts'
import { readLoginCode } from '@kbisect/settings'
import type { FastifyReply } from 'fastify'
import Type from 'typebox'
import { localPath } from '../auth/local-path.ts'
import { requireSameOrigin } from '../auth/same-origin.ts'
import { noSessionCookie, readSession, sessionCookie } from '../auth/session-cookie.ts'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem } from '../http/problems.ts'
import { problems } from './answers.ts'

// A token has 256 random bits; this is for those that an operator chose.
const FEW = { rateLimit: { max: 30, timeWindow: '1 minute' } }

const isSecure = (deps: Dependencies): boolean => deps.settings.baseUrl().startsWith('https:')

function logIn(deps: Dependencies, reply: FastifyReply, token: Token): Session {
  const now = deps.surroundings.now()
  const header = sessionCookie(deps.settings.sessionKey, token.id, now, isSecure(deps))
  const claim = readSession(deps.settings.sessionKey, header.split(';')[0], now)
  reply.header('set-cookie', header)
  return { name: token.name, scope: token.scope, expiresAt: claim?.expiresAt.toISOString() ?? null }
}

/** Exchanges a token for a cookie, for the login page. */
export const sessionRoutes: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  app.post(
    '/session',
    {
      config: FEW,
      schema: {
        operationId: 'createSession',
        tags: ['session'],
        summary: 'Log in: exchange a token for a cookie',
        security: [],
        body: SessionRequest,
        response: { 200: Session, ...problems },
      },
    },
    async (request, reply) => {
      if (request.headers.origin !== undefined) requireSameOrigin(request, deps.settings.baseUrl())
      const token = await deps.store.tokens.valid(request.body.token)
      if (token) return logIn(deps, reply, token)
      throw new HttpProblem(401, 'no-token', 'the token is unknown or revoked', {
        errors: [
          { field: 'token', message: 'is unknown or revoked', hint: 'Copy it whole, as the service printed it.' },
        ],
      })
    },
  )
  app.delete(
    '/session',
    {
      schema: {
        operationId: 'deleteSession',
        tags: ['session'],
        summary: 'Log out',
        security: [],
        response: { 204: Type.Null(), ...problems },
      },
    },
    async (_request, reply) => reply.header('set-cookie', noSessionCookie).status(204).send(null),
  )
}

/** Returns what takes each login code once, and forgets those that are expired. */
function codesOnce({ settings, surroundings }: Dependencies): (code: string) => boolean {
  const used = new Map<string, Date>()
  return (code) => {
    const now = surroundings.now()
    for (const [nonce, expiresAt] of used) if (expiresAt <= now) used.delete(nonce)
    const read = readLoginCode(settings.sessionKey, code, now)
    if (!read || used.has(read.nonce)) return false
    used.set(read.nonce, read.expiresAt)
    return true
  }
}

/**
 * The link that the command line prints: sets the cookie and takes code or token out of the address
 * at once.
 */
export const loginLink: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const takeCode = codesOnce(deps)
  const { tokens } = deps.store
  app.get('/login', { config: FEW, schema: { hide: true } }, async (request, reply) => {
    const query = request.query as Partial<Record<string, unknown>>
    const { code, token: text } = query
    if (typeof text !== 'string' && typeof code !== 'string') return reply.callNotFound()
    const next = localPath(typeof query.next === 'string' ? query.next : undefined)
    const token =
      typeof text === 'string'
        ? await tokens.valid(text)
        : takeCode(String(code))
          ? await tokens.active(deps.settings.firstTokenId)
          : undefined
    if (token) logIn(deps, reply, token)
    const target = token ? next : `/login?refused=1&next=${encodeURIComponent(next)}`
    return reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).redirect(target, 303)
  })
}
