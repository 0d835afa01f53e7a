import type { BisectionRecord } from '../model/facts.ts'
import type { ControlPorts } from '../model/ports.ts'
import { failed } from '../notify/notifications.ts'
import { messagesFor, send } from '../notify/send-notifications.ts'

/**
 * Seconds to wait after none, one, two … infrastructure errors of a task; the last one stands for
 * all further ones.
 */
const RETRY_DELAYS = [0, 2, 10, 30, 60]

/** How long a task that had so many infrastructure errors waits for its next attempt. */
export const retryDelay = (errors: number): number => RETRY_DELAYS[errors] ?? RETRY_DELAYS.at(-1) ?? 0

/** A task with so many infrastructure errors is left to a person. */
export const FAULTS_BEFORE_PAUSE = 5

/** Pauses a bisection until a person resumes it, and notifies webhooks of the reason. */
export async function pause(ports: ControlPorts, record: BisectionRecord, reason: string): Promise<void> {
  const { store, surroundings } = ports
  const deliveries = await messagesFor(ports, failed(surroundings, record, reason))
  const events = [{ type: 'paused', message: `Paused. ${reason}` } as const]
  await send(ports, await store.update(record.id, { state: 'paused', pauseReason: reason }, { events, deliveries }))
}

/**
 * Stores the infrastructure error that a coordinator died while it advanced a bisection, and pauses
 * the bisection after five in a row: one that ends each coordinator, as by its memory, must not end
 * those of the others.
 * @param deaths how many did so since a coordinator advanced it last
 * @returns whether it may not be advanced now
 */
export async function addCoordinatorDeath(ports: ControlPorts, id: string, deaths: number): Promise<boolean> {
  const { store } = ports
  return await store.exclusively(id, async () => {
    const record = await store.find(id)
    if (!record || record.state === 'finished' || record.state === 'paused') return true
    const code = 'worker-died'
    const message =
      'a coordinator died, or stopped answering, while it decided what comes next. ' +
      'Hint: look for the reason in the log of the worker and in the kernel log of its host, as when memory ran out.'
    const fault = { task: 'advance', worker: 'coordinator', code, message }
    await store.addInfrastructureError(id, fault, {
      events: [{ type: 'infrastructure-error', message, data: { code } }],
    })
    if (deaths < FAULTS_BEFORE_PAUSE) return false
    await pause(ports, record, `Advancing failed ${deaths} times (${code}): ${message}`)
    return true
  })
}
