import type { BisectionState } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { withoutChecks } from '../connection/without-checks.ts'

/** Counts for those who watch the service. */
export interface ServiceStats {
  /** How many bisections are in each state; states that none is in are left out. */
  readonly bisections: Partial<Record<BisectionState, number>>
  readonly deliveriesWaiting: number
}

export interface ServiceStatsStore {
  take(): Promise<ServiceStats>
  /** Rejects while the database does not answer. */
  ping(): Promise<void>
}

export function serviceStatsStore(database: Database): ServiceStatsStore {
  return {
    async take() {
      const [states, deliveriesWaiting] = await Promise.all([
        database.bisection.groupBy({ by: ['state'], where: withoutChecks, _count: true }),
        database.delivery.count({ where: { state: 'waiting' } }),
      ])
      return { bisections: Object.fromEntries(states.map(({ state, _count }) => [state, _count])), deliveriesWaiting }
    },

    async ping() {
      await database.$queryRaw`SELECT 1`
    },
  }
}
