import type { Session, Token } from '@kbisect/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Dependencies } from '../dependencies.ts'
import { networkOf } from '../http/limits.ts'
import { namesType } from '../http/preferred-type.ts'
import { HttpProblem } from '../http/problems.ts'
import { allows, rulesOf } from '../http/route-rules.ts'
import { localPath } from './local-path.ts'
import { isForeignRead, requireSameOrigin } from './same-origin.ts'
import { readSession } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set on every route that needs a token. */
    session: Session
    /** Id of the token with which it is asked; undefined where reading needs none. */
    tokenId: string | undefined
  }
}

interface Caller {
  readonly tokenId: string | undefined
  readonly session: Session
}

const anonymous: Caller = { tokenId: undefined, session: { name: 'anonymous', scope: 'read', expiresAt: null } }

const callerOf = ({ id, name, scope }: Token, expiresAt: string | null): Caller => ({
  tokenId: id,
  session: { name, scope, expiresAt },
})

/**
 * Cookies do not count.
 * @throws HttpProblem 401 unless the request has a token that can be used, 403 where its scope is
 * less than `needed`
 */
export async function requireBearer(
  request: FastifyRequest,
  deps: Pick<Dependencies, 'store'>,
  needed: Session['scope'] = 'read',
): Promise<void> {
  const caller = await bearer(request, deps)
  if (caller) return requireScope(caller.session, needed)
  throw noToken(request.headers.authorization, HEADER_HINT)
}

const HEADER_HINT = 'send "Authorization: Bearer TOKEN"'

/** A 401; the header that was sent is not shown, as it may hold a token. */
function noToken(sent: string | undefined, hint: string): HttpProblem {
  if (!sent) return new HttpProblem(401, 'no-token', `this needs a token; ${hint}`, { hint })
  const isBearer = /^Bearer +\S{1,500}$/i.test(sent)
  const message = isBearer ? 'the token is unknown, revoked or expired' : 'is not of the form Bearer TOKEN'
  return new HttpProblem(401, 'no-token', `${isBearer ? message : `authorization ${message}`}; ${hint}`, {
    errors: [{ field: 'authorization', message, hint }],
  })
}

async function bearer(request: FastifyRequest, { store }: Pick<Dependencies, 'store'>): Promise<Caller | undefined> {
  const [, text] = /^Bearer +(\S{1,500})$/i.exec(request.headers.authorization ?? '') ?? []
  const token = text === undefined ? undefined : await store.tokens.valid(text)
  return token && callerOf(token, null)
}

async function cookie(request: FastifyRequest, deps: Dependencies, isOpen: boolean): Promise<Caller | undefined> {
  const { settings, store, surroundings } = deps
  // What everybody may read, pages of other sites may show: to them, as to everybody.
  if (isOpen && isForeignRead(request.headers)) return undefined
  const claim = readSession(settings.sessionKey, request.headers.cookie, surroundings.now())
  const token = claim && (await store.tokens.active(claim.tokenId))
  if (!token) return undefined
  requireSameOrigin(request, settings.baseUrl())
  const ends = claim.expiresAt.toISOString()
  return callerOf(token, token.expiresAt !== null && token.expiresAt < ends ? token.expiresAt : ends)
}

/** Whether a browser opens the address for a person, who can sign in, as against a program. */
function isVisit({ method, headers }: FastifyRequest, { settings }: Dependencies): boolean {
  const reads = method === 'GET' || method === 'HEAD'
  return reads && settings.dashboardDir !== undefined && namesType(headers.accept ?? '', 'text/html')
}

/** Takes a person to the page for signing in, which leads back to where they wanted to go. */
function sendToLogin(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const next = encodeURIComponent(localPath(request.url))
  return reply.headers({ 'cache-control': 'no-store', vary: 'accept' }).redirect(`/login?next=${next}`, 303)
}

/**
 * Lets through only who has a token of the scope that the route needs, or everybody who reads where
 * reading is public. A browser without a session is taken to the page for signing in.
 */
export function requireToken(app: FastifyInstance, deps: Dependencies): void {
  app.decorateRequest('tokenId', undefined)
  // Whoever has no token is counted by address: those who have one are counted later, by it.
  const countRefusal = app.createRateLimit({ keyGenerator: ({ ip }) => `refused ${networkOf(ip)}` })
  const refuse = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const given = request.headers.authorization !== undefined
    const limit = await countRefusal(request)
    if (!limit.isAllowed && limit.isExceeded)
      throw new HttpProblem(429, 'too-many-requests', 'this address asked too often without a token that is known', {
        hint: 'Wait as long as the header Retry-After says, and send a token that is known.',
        retryAfter: limit.ttlInSeconds,
      })
    if (!given && isVisit(request, deps)) return sendToLogin(request, reply)
    throw noToken(request.headers.authorization, `${HEADER_HINT} or log in`)
  }
  app.addHook('onRequest', async (request, reply) => {
    const { scope } = rulesOf({ ...request.routeOptions, method: request.method })
    const given = request.headers.authorization !== undefined
    const open = deps.settings.reads === 'public' && !given && scope === 'read'
    const known = given ? await bearer(request, deps) : await cookie(request, deps, open)
    const caller = known ?? (open ? anonymous : undefined)
    if (!caller) return await refuse(request, reply)
    requireScope(caller.session, scope)
    request.session = caller.session
    request.tokenId = caller.tokenId
    return undefined
  })
}

function requireScope({ name, scope: has }: Session, needed: Session['scope']): void {
  if (allows(has, needed)) return
  throw new HttpProblem(
    403,
    'scope',
    `this needs a token with the scope ${needed}; the token ${name} has the scope ${has}`,
    { hint: `Ask an administrator for a token with the scope ${needed}.` },
  )
}
