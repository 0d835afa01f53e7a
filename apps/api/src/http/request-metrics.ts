import type { Registry } from '@kbisect/settings'
import { Histogram } from '@kbisect/settings'
import type { FastifyInstance } from 'fastify'

const NAME = 'kbisect_http_request_seconds'

/**
 * Measures and logs each request by its route. Addresses are not logged as they are: a login link
 * holds a token.
 */
export function observeRequests(app: FastifyInstance, registry: Registry): void {
  registry.removeSingleMetric(NAME)
  const seconds = new Histogram({
    name: NAME,
    help: 'Seconds until an answer was sent.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'unknown'
    const labels = { method: request.method, route, status: String(reply.statusCode) }
    seconds.observe(labels, reply.elapsedTime / 1000)
    request.log.debug({ ...labels, milliseconds: Math.round(reply.elapsedTime) }, 'request')
  })
}
