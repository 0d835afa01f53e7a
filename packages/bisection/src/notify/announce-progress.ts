import type { BisectionProgressed } from '@kbisect/contracts'
import type { BisectionRecord } from '../model/facts.ts'
import type { ControlPorts } from '../model/ports.ts'
import type { Plan } from '../plan/plan.ts'
import { announce } from './announce.ts'
import { about, factsOf } from './announcements.ts'

const QUIET_SECONDS = 30

/**
 * Tells those who want to hear of each step how far a bisection is: when its stage or the number of
 * candidates left is another than when they were told last, and that is half a minute ago. What is
 * held back so is told by a later call.
 * @returns when that call is due; null: nothing is held back
 */
export async function announceProgress(ports: ControlPorts, record: BisectionRecord, next: Plan): Promise<Date | null> {
  const { store, surroundings } = ports
  const type: BisectionProgressed['type'] = 'bisection.progressed'
  const listeners = await store.listeners(type)
  if (listeners.length === 0) return null
  const ids = listeners.map(({ id }) => id)
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
  // The same place may be told again when a contradiction led back to it.
  await announce(ports, { subject: `${where} ${now.toISOString()}`, body, facts: factsOf(record) })
  return null
}
