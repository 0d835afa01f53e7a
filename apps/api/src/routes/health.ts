import { setTimeout as sleep } from 'node:timers/promises'
import { freeSpaceWords } from '@kbisect/settings'
import type { FastifyInstance } from 'fastify'
import { requireBearer } from '../auth/authentication.ts'
import type { Dependencies } from '../dependencies.ts'

const PATIENCE_MS = 2_000
const NO_ANSWER = `does not answer within ${PATIENCE_MS / 1000} s`

/**
 * Asks a server whether it works, and waits no longer than a supervisor does. While it is silent,
 * no second question is put to it: a server that is stopped would be asked by every connection
 * there is.
 */
function probe(works: () => Promise<unknown>): () => Promise<string> {
  let asked: Promise<string> | undefined
  const ask = async (): Promise<string> => {
    try {
      return (await works()) === false ? 'does not answer' : 'ok'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    } finally {
      asked = undefined
    }
  }
  return async () => {
    asked ??= ask()
    const waiting = new AbortController()
    const silent = sleep(PATIENCE_MS, NO_ANSWER, { signal: waiting.signal }).catch(() => NO_ANSWER)
    const answer = await Promise.race([asked, silent])
    waiting.abort()
    return answer
  }
}

/**
 * For supervisors and Prometheus; outside the API, without a token unless the settings want one for
 * metrics.
 */
export function addHealthRoutes(app: FastifyInstance, deps: Dependencies): void {
  const { store, queues, metrics, freeSpace, settings } = deps
  const askDatabase = probe(() => store.serviceStats.ping())
  const askRedis = probe(() => queues.ping())
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }))
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const [database, redis] = await Promise.all([askDatabase(), askRedis()])
    const ready = database === 'ok' && redis === 'ok'
    // It still answers what is asked, so it is ready; only changes are refused.
    const disk = await freeSpace().then((space) => (space.low ? freeSpaceWords(space) : 'ok'), String)
    return reply.status(ready ? 200 : 503).send({ status: ready ? 'ok' : 'not ready', database, redis, disk })
  })
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (settings.metrics === 'token') await requireBearer(request, deps)
    return reply.type(metrics.contentType).send(await metrics.metrics())
  })
}
