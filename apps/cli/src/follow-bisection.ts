import { setTimeout as sleep } from 'node:timers/promises'
import type { Bisection } from '@kbisect/contracts'
import type { Api } from './api/api.ts'
import { isPassing } from './api/api-problem.ts'
import { bisectionEvents } from './api/bisection-events.ts'
import type { ProgressView } from './progress/progress-view.ts'

export interface FollowOptions {
  readonly view: ProgressView
  readonly signal: AbortSignal
  /** How often we ask how things stand when no event says that they changed. */
  readonly pollSeconds?: number
  /** How long the service may be away before we give up. */
  readonly patienceSeconds?: number
  /** See {@link bisectionEvents}. */
  readonly delays?: readonly number[]
}

const POLL_SECONDS = 5
const PATIENCE_SECONDS = 600
/** The least time between two questions, however many events come. */
const PAUSE_MS = 250
/** How long the last events may take to come after the end is known. */
const LAST_WORDS_MS = 1000

const isOver = ({ state }: Bisection): boolean => state === 'finished' || state === 'paused'

/**
 * Shows a bisection until it is finished or paused. Events say when to look; a question now and
 * then makes up for those that never come. The service may go away and come back meanwhile.
 * @throws ApiProblem, NoAnswer when it stays away; the reason of `signal` when that aborts
 */
export async function followBisection(api: Api, id: string, options: FollowOptions): Promise<Bisection> {
  const { view, signal, delays } = options
  const done = new AbortController()
  const ending = AbortSignal.any([signal, done.signal])
  const changes = changeBell()
  const showEvents = async (): Promise<void> => {
    for await (const event of bisectionEvents(api, id, { signal: ending, ...(delays ? { delays } : {}) })) {
      view.event(event)
      changes.ring()
      if (event.type === 'finished') return
    }
  }
  // A refusal of events is found by the questions too, which report it.
  const events = showEvents().catch(() => {})
  try {
    const bisection = await askUntilOver(api, id, { ...options, signal: ending }, changes)
    await Promise.race([events, sleep(LAST_WORDS_MS, undefined, { signal: ending })])
    return bisection
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    // Also ends the timers that lost a race: nothing of ours may keep the process alive.
    done.abort()
    await events
  }
}

async function askUntilOver(api: Api, id: string, options: FollowOptions, changes: ChangeBell): Promise<Bisection> {
  const { view, signal, pollSeconds = POLL_SECONDS, patienceSeconds = PATIENCE_SECONDS } = options
  let awaySince: number | undefined
  for (;;) {
    try {
      const bisection = await api.get<Bisection>(`/bisections/${id}`)
      if (awaySince !== undefined) view.note('the service is back')
      awaySince = undefined
      view.update(bisection)
      if (isOver(bisection)) return bisection
    } catch (error) {
      if (!isPassing(error)) throw error
      if (awaySince === undefined) view.note('the service does not answer; trying again … (`kbisect serve` starts it)')
      awaySince ??= Date.now()
      if (Date.now() - awaySince > patienceSeconds * 1000) throw error
    }
    signal.throwIfAborted()
    await Promise.race([changes.rung(), sleep(pollSeconds * 1000, undefined, { signal })])
    await sleep(PAUSE_MS, undefined, { signal })
  }
}

interface ChangeBell {
  ring(): void
  /** Resolves at the next ring, or at once when it rang since the last call. */
  rung(): Promise<void>
}

function changeBell(): ChangeBell {
  let rang = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rang = true
      wake?.()
    },
    async rung() {
      if (!rang) await new Promise<void>((resolve) => (wake = resolve))
      rang = false
    },
  }
}
