import { freeSpaceWords } from '@kbisect/service'
import type { FastifyInstance } from 'fastify'
import type { Dependencies } from '../dependencies.ts'

async function check(works: Promise<unknown>): Promise<string> {
  try {
    return (await works) === false ? 'does not answer' : 'ok'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** For supervisors and Prometheus; outside the API, without a token. */
export function addHealthRoutes(app: FastifyInstance, { store, queues, metrics, freeSpace }: Dependencies): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const [database, redis] = await Promise.all([check(store.census.ping()), check(queues.ping())])
    const ready = database === 'ok' && redis === 'ok'
    // It still answers what is asked, so it is ready; only changes are refused.
    const disk = await freeSpace().then((space) => (space.low ? freeSpaceWords(space) : 'ok'), String)
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'not ready', database, redis, disk })
  })
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}
