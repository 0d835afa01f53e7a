import { describe, expect, it } from 'vitest'
import { openUseCases } from '../usecases/use-cases.fixture.ts'

const READS = new Set([
  ...['find', 'findByDedupKey', 'usualSeconds', 'open', 'exclusively', 'facts', 'range', 'candidateStates', 'pins'],
  ...['artifactStoreId', 'findRegression', 'subscribers', 'lastDelivery', 'pending', 'hosts', 'idle'],
])

/** Events of starts, choices and infrastructure errors come each time that they happen. */
const REPEATED = new Set(['choice', 'build-started', 'run-started', 'infrastructure-error'])

/**
 * A process that dies at one of its writes, before it reached the database or just after; from then
 * on it does nothing more.
 */
class Process {
  writes = 0
  #isDead = false
  readonly #diesAt: number
  readonly #stage: 'before' | 'after'

  constructor(diesAt: number, stage: 'before' | 'after') {
    this.#diesAt = diesAt
    this.#stage = stage
  }

  restart(): void {
    this.#isDead = false
  }

  /** The same port; its reads and writes end with the process. */
  use<T extends object>(port: T): T {
    return new Proxy(port, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return async (...args: unknown[]): Promise<unknown> => {
          const act = async () => (await Reflect.apply(value, target, args)) as unknown
          return READS.has(String(name)) ? await this.#living(act) : await this.#write(act)
        }
      },
    })
  }

  async #living(act: () => Promise<unknown>): Promise<unknown> {
    if (this.#isDead) throw new Error('killed')
    return await act()
  }

  async #write(act: () => Promise<unknown>): Promise<unknown> {
    return await this.#living(async () => {
      const isLast = ++this.writes === this.#diesAt
      if (isLast) this.#isDead = true
      if (isLast && this.#stage === 'before') throw new Error('killed')
      const answer = await act()
      if (isLast) throw new Error('killed')
      return answer
    })
  }
}

/**
 * Runs one bisection to its end by a process that dies once, and is started again with an empty
 * queue.
 */
async function runWithDeath(diesAt: number, stage: 'before' | 'after') {
  const cases = openUseCases()
  const process = new Process(diesAt, stage)
  Object.assign(cases.ports, { store: process.use(cases.store), queue: process.use(cases.queue) })
  const run = async () => {
    const { id } = await cases.start({ good: 'c2', bad: 'c4' })
    return await cases.runToEnd(id)
  }
  const record = await run().catch(async (error: Error) => {
    if (error.message !== 'killed') throw error
    process.restart()
    cases.queue.clear()
    return await run()
  })
  const { builds, runs, infrastructureErrors } = await cases.store.facts(record.id)
  const told = cases.store.events
    .filter(({ type }) => !REPEATED.has(type))
    .map(({ type, message }) => `${type}: ${message}`)
  return {
    writes: process.writes,
    shown: {
      result: record.result,
      facts: [builds.length, runs.length, infrastructureErrors.size],
      events: told.sort(),
      deliveries: [...cases.store.deliveries.keys()].map((key) => key.replace(record.id, 'ID')).sort(),
      pins: cases.history.pins.size,
    },
  }
}

describe('a process that dies between two writes', () => {
  it.each(['before', 'after'] as const)(
    'loses no event and repeats none, dying %s any of them',
    async (stage) => {
      const whole = await runWithDeath(0, stage)
      expect(whole.shown.events.length).toBeGreaterThan(8)
      expect(whole.writes).toBeGreaterThan(20)
      for (let diesAt = 1; diesAt <= whole.writes; diesAt++) {
        const { shown } = await runWithDeath(diesAt, stage)
        // A process that dies before it stores a bisection leaves its range pinned: with no row,
        // nothing is there to tell of it.
        expect({ diesAt, ...shown, pins: 1 }).toEqual({ diesAt, ...whole.shown })
      }
    },
    600_000,
  )
})
