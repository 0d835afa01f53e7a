import { setTimeout as sleep } from 'node:timers/promises'
import { type ProcessKind, processKinds, type SupervisedProgram } from '@kbisect/testing'
import { randomFrom } from '../engine/random.ts'

/** How many processes were killed, by kind. */
export type Deaths = ReadonlyMap<ProcessKind, number>

/** What was done to the program. */
export interface Disturbance {
  /** Ends it. */
  stop(): Promise<Deaths>
}

export interface DisturbanceOptions {
  /** On average. */
  readonly secondsBetweenDeaths: number
  readonly seed: string
  readonly note: (line: string) => void
}

/**
 * Kills one process of the service after the other: those that were killed least first, so that
 * each kind has its turn.
 */
export function disturb(program: SupervisedProgram, options: DisturbanceOptions): Disturbance {
  const { secondsBetweenDeaths, seed, note } = options
  const stopping = new AbortController()
  const random = randomFrom(`deaths ${seed}`)
  const deaths = new Map<ProcessKind, number>(processKinds.map((kind) => [kind, 0]))
  const killing = async () => {
    while (secondsBetweenDeaths > 0) {
      const seconds = secondsBetweenDeaths * (0.5 + random.next())
      await sleep(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => {})
      if (stopping.signal.aborted) return
      const order = processKinds
        .map((kind) => ({ kind, turn: (deaths.get(kind) ?? 0) + random.next() }))
        .sort((a, b) => a.turn - b.turn)
      for (const { kind } of order) {
        if (!(await program.kill(kind))) continue
        deaths.set(kind, (deaths.get(kind) ?? 0) + 1)
        note(`killed: ${kind}`)
        break
      }
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
