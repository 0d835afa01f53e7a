import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Session, SessionRequest, type Token } from '@kbisect/contracts'
import { readLoginCode } from '@kbisect/settings'
import type { FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import { localPath } from '../auth/local-path.ts'
import { requireSameOrigin } from '../auth/same-origin.ts'
import { noSessionCookie, readSession, sessionCookie } from '../auth/session-cookie.ts'
import { signInPage } from '../auth/sign-in-page.ts'
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

interface Asked {
  readonly code?: string
  readonly token?: string
  readonly next?: string
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function askedIn(fields: Partial<Record<string, unknown>>): Asked {
  const [code, token, next] = [textOf(fields.code), textOf(fields.token), textOf(fields.next)]
  return { ...(code ? { code } : {}), ...(token ? { token } : {}), ...(next ? { next } : {}) }
}

/**
 * Whether a person opened the link in the browser itself: from a terminal, a mail program, a
 * bookmark, or a page of this service. Browsers that do not say so, and pages of other sites, may
 * carry a link that somebody else made.
 */
const isOpenedDirectly = ({ headers }: FastifyRequest): boolean =>
  ['none', 'same-origin'].includes(String(headers['sec-fetch-site'] ?? ''))

/**
 * The link that the command line prints: sets the cookie and takes code or token out of the address
 * at once. A link that another site may have made signs nobody in: it shows a page with a button.
 */
export const loginLink: FastifyPluginAsyncTypebox<Dependencies> = async (app, deps) => {
  const { settings, store, surroundings } = deps
  const { tokens, loginCodes } = store
  const readCode = (code: string | undefined) =>
    code === undefined ? undefined : readLoginCode(settings.sessionKey, code, surroundings.now())

  /** The token that a link signs in as; a code is left for the one who presses the button. */
  const tokenOf = async ({ code, token }: Asked): Promise<Token | undefined> => {
    if (token !== undefined) return await tokens.valid(token)
    const read = readCode(code)
    return read && !(await loginCodes.isTaken(read)) ? await tokens.active(settings.firstTokenId) : undefined
  }
  const takeCode = async ({ code, token }: Asked): Promise<boolean> => {
    const read = readCode(code)
    return token !== undefined || (read !== undefined && (await loginCodes.take(read, surroundings.now())))
  }
  const currentName = async ({ headers }: FastifyRequest): Promise<string | undefined> => {
    const claim = readSession(settings.sessionKey, headers.cookie, surroundings.now())
    return claim && (await tokens.active(claim.tokenId))?.name
  }
  const finish = async (reply: FastifyReply, asked: Asked): Promise<FastifyReply> => {
    const next = localPath(asked.next)
    const found = await tokenOf(asked)
    const token = found && (await takeCode(asked)) ? found : undefined
    if (token) logIn(deps, reply, token)
    const target = token ? next : `/login?refused=1&next=${encodeURIComponent(next)}`
    return reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).redirect(target, 303)
  }

  // Programs that look at a link before a person opens it would use up its code.
  const options = { config: FEW, schema: { hide: true }, exposeHeadRoute: false }
  app.get('/login', options, async (request, reply) => {
    const asked = askedIn(request.query as Partial<Record<string, unknown>>)
    if (asked.code === undefined && asked.token === undefined) return reply.callNotFound()
    const token = isOpenedDirectly(request) ? undefined : await tokenOf(asked)
    if (!token) return await finish(reply, asked)
    const page = signInPage({ name: token.name, current: await currentName(request), fields: { ...asked } })
    // Without an origin the browser's answer to the form would count as that of another site.
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' })
    return reply.type('text/html; charset=utf-8').send(page)
  })

  // Within this plugin alone: no operation of the API takes a form.
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  )
  app.post('/login', options, async (request, reply) => {
    requireSameOrigin(request, settings.baseUrl())
    return await finish(reply, askedIn((request.body ?? {}) as Partial<Record<string, unknown>>))
  })
}
