import type { Session } from '@kbisect/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem } from '../http/problems.ts'
import { requireSameOrigin } from './same-origin.ts'
import { readSession } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every route that needs a token. */
    session: Session
  }
}

async function bearer(request: FastifyRequest, { store }: Dependencies): Promise<Session | undefined> {
  const [, text] = /^Bearer +(\S{1,500})$/i.exec(request.headers.authorization ?? '') ?? []
  const token = text === undefined ? undefined : await store.tokens.valid(text)
  return token && { name: token.name, scope: token.scope, expiresAt: null }
}

async function cookie(request: FastifyRequest, deps: Dependencies): Promise<Session | undefined> {
  const { settings, store, surroundings } = deps
  const claim = readSession(settings.sessionKey, request.headers.cookie, surroundings.now())
  if (!claim) return undefined
  const token = (await store.tokens.list()).find(({ id }) => id === claim.tokenId)
  if (!token || token.revokedAt !== null) return undefined
  requireSameOrigin(request, settings.baseUrl())
  return { name: token.name, scope: token.scope, expiresAt: claim.expiresAt.toISOString() }
}

/** Lets through only who has a token: as a bearer, or as the cookie that the login page got for one. */
export function requireToken(app: FastifyInstance, deps: Dependencies): void {
  app.addHook('onRequest', async (request) => {
    const given = request.headers.authorization !== undefined
    const session = given ? await bearer(request, deps) : await cookie(request, deps)
    if (session) {
      request.session = session
      return
    }
    const problem = given ? 'the token is unknown or revoked' : 'this needs a token'
    throw new HttpProblem(401, 'no-token', `${problem}; send "Authorization: Bearer TOKEN" or log in`)
  })
}
