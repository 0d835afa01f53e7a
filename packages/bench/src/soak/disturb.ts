import { setTimeout as sleep } from 'node:timers/promises'
import type { KillableProgram } from '@kbisect/testing'
import { randomFrom } from '../engine/random.ts'

/** What was done to the program. */
export interface Disturbance {
  /** Ends it, and answers how many workers were killed. */
  stop(): Promise<number>
}

export interface DisturbanceOptions {
  readonly workers: number
  /** On average. */
  readonly secondsBetweenDeaths: number
  readonly seed: string
  readonly note: (line: string) => void
}

/** Kills one worker after the other, and once makes Redis forget everything. */
export function disturb(program: KillableProgram, options: DisturbanceOptions): Disturbance {
  const { workers, secondsBetweenDeaths, seed, note } = options
  const stopping = new AbortController()
  const random = randomFrom(`deaths ${seed}`)
  let deaths = 0
  const killing = async () => {
    while (secondsBetweenDeaths > 0) {
      const seconds = secondsBetweenDeaths * (0.5 + random.next())
      await sleep(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      await program.killWorker(random.below(workers))
      deaths++
      if (deaths !== DEATHS_BEFORE_FLUSH) continue
      await program.flushRedis()
      note('Redis forgot everything')
    }
  }
  const killed = killing()
  // Whoever stops it hears of it; until then it is no unhandled rejection.
  killed.catch(() => {})
  return {
    async stop() {
      stopping.abort()
      await killed
      return deaths
    },
  }
}

const DEATHS_BEFORE_FLUSH = 6
