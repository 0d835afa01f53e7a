import type { FastifyRequest } from 'fastify'
import { HttpProblem } from '../http/problems.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

function isOurs(origin: string, host: string | undefined, baseUrl: string): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.host === host || url.origin === new URL(baseUrl).origin
}

/** Whether another site's page reads something, as against a link there that a person follows. */
export function isForeignRead(headers: FastifyRequest['headers']): boolean {
  const site = headers['sec-fetch-site']
  const isNavigation =
    headers['sec-fetch-mode'] === 'navigate' && (headers['sec-fetch-dest'] ?? 'document') === 'document'
  return (site === 'cross-site' || site === 'same-site') && !isNavigation
}

/**
 * Throws a 403 for a request with a session cookie that another site's page makes in the browser of
 * somebody who is signed in here. A link on such a page may be followed; all else may not, neither
 * to change something nor to read it. Browsers say where a request comes from; a change that says
 * nothing of it is refused.
 */
export function requireSameOrigin(request: Pick<FastifyRequest, 'method' | 'headers'>, baseUrl: string): void {
  const site = request.headers['sec-fetch-site']
  const { origin, host } = request.headers
  if (SAFE.has(request.method)) {
    if (isForeignRead(request.headers)) throw crossOrigin()
    return
  }
  // Other ports of this host count as the same site, not as the same origin: they may be somebody
  // else's.
  const trusted = site === undefined ? origin !== undefined && isOurs(origin, host, baseUrl) : site === 'same-origin'
  if (!trusted) throw crossOrigin()
}

const crossOrigin = (): HttpProblem =>
  new HttpProblem(
    403,
    'cross-origin',
    'this request comes from another page; use a bearer token to call the API from elsewhere',
    { hint: 'Use a bearer token to call the API from elsewhere.' },
  )
