import type { BisectionProgressed } from '@kbisect/contracts'
import type { BisectionRecord } from '../model/facts.ts'
import type { ControlPorts } from '../model/ports.ts'
import type { Plan } from '../plan/plan.ts'
import { about, factsOf } from './notifications.ts'
import { notify } from './send-notifications.ts'

const QUIET_SECONDS = 30

/**
 * Notifies the subscribers of `bisection.progressed` when the stage or the number of candidates
 * left differs from their last notification, at most once in half a minute. A later call sends what
 * was held back.
 * @returns when that call is due; null: nothing is held back
 */
export async function notifyProgress(ports: ControlPorts, record: BisectionRecord, next: Plan): Promise<Date | null> {
  const { store, surroundings } = ports
  const type: BisectionProgressed['type'] = 'bisection.progressed'
  const subscribers = await store.subscribers(type)
  if (subscribers.length === 0) return null
  const ids = subscribers.map(({ id }) => id)
  const last = await store.lastDelivery(type, ids, `${record.id} `)
  const where = `${record.id} ${next.stage} ${next.candidatesLeft}`
  const now = surroundings.now()
  if (last?.subject.startsWith(`${where} `)) return null
  if (last && now.getTime() - last.at.getTime() < QUIET_SECONDS * 1000)
    return new Date(last.at.getTime() + QUIET_SECONDS * 1000)
  const body: BisectionProgressed = {
    type,
    timestamp: now.toISOString(),
    data: {
      id: record.id,
      ...about(surroundings, record),
      stage: next.stage,
      commits: record.commits,
      candidatesLeft: next.candidatesLeft,
      expected: next.expected,
    },
  }
  // The same stage and number may come again when a contradiction led back to it.
  await notify(ports, { subject: `${where} ${now.toISOString()}`, body, facts: factsOf(record) })
  return null
}
