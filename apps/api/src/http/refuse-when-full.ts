import { freeSpaceWords } from '@kbisect/settings'
import type { FastifyInstance } from 'fastify'
import type { Dependencies } from '../dependencies.ts'
import { HttpProblem } from './problems.ts'
import { rulesOf } from './route-rules.ts'

// The workers look every five seconds.
const RETRY_SECONDS = 60

/** What gives space back, or ends what uses it, is always taken. */
const givesBack = (method: string, action: string): boolean => method === 'DELETE' || action.endsWith('.cancel')

/**
 * Refuses changes while less space is free than the reserve: an upload, a fetch or a new bisection
 * would fill the disk of the databases. Reading goes on.
 */
export function refuseWhenFull(app: FastifyInstance, { freeSpace }: Pick<Dependencies, 'freeSpace'>): void {
  app.addHook('onRequest', async ({ method, routeOptions }) => {
    const { action } = rulesOf(routeOptions)
    if (action === undefined || givesBack(method, action)) return
    const space = await freeSpace()
    if (!space.low) return
    const detail = `nothing new is begun: ${freeSpaceWords(space)}; free space there and send the request again`
    throw new HttpProblem(507, 'disk-nearly-full', detail, {
      hint: 'Free space there and send the request again.',
      retryAfter: RETRY_SECONDS,
    })
  })
}
