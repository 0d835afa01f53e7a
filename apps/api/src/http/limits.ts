import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** The address; of IPv6 the network of 64 bits, which one customer has. */
export function networkOf(ip: string): string {
  if (!ip.includes(':') || ip.includes('.')) return ip
  const [head = '', tail = ''] = ip.split('::')
  const groups = head.split(':').filter((group) => group !== '')
  const rest = tail.split(':').filter((group) => group !== '')
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => '0')
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':')
}

/** Whom a request counts for: its token, or its address where there is none. */
export const clientOf = ({ tokenId, ip }: Pick<FastifyRequest, 'tokenId' | 'ip'>): string =>
  tokenId === undefined ? networkOf(ip) : `token ${tokenId}`

/**
 * Limits requests by token, or by address where there is none, and says so in the standard headers.
 */
export async function limitRequests(app: FastifyInstance, perMinute: number): Promise<void> {
  await app.register(rateLimit, {
    max: perMinute,
    timeWindow: '1 minute',
    enableDraftSpec: true,
    // It runs after the token was looked up: hooks of routes come after those of the API.
    keyGenerator: clientOf,
  })
}
