import type { FastifyRequest } from 'fastify'
import { HttpProblem } from '../http/problems.ts'

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

function isOurs(origin: string, host: string | undefined, baseUrl: string): boolean {
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return url.host === host || url.origin === new URL(baseUrl).origin
}

/**
 * Refuses a request that changes something and comes from another site's page in the browser of somebody who is
 * logged in here. Browsers say where a request comes from; one that says neither is refused.
 */
export function requireSameOrigin(request: Pick<FastifyRequest, 'method' | 'headers'>, baseUrl: string): void {
  if (SAFE.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  const { origin, host } = request.headers
  // Other ports of this host count as the same site, not as the same origin: they may be somebody else's.
  const trusted = site === undefined ? origin !== undefined && isOurs(origin, host, baseUrl) : site === 'same-origin'
  if (!trusted)
    throw new HttpProblem(
      403,
      'cross-origin',
      'this request comes from another page; use a bearer token to call the API from elsewhere',
    )
}
