import type { BisectionResult } from '@kbisect/contracts'
import type { BisectionRecord, RangeCommit } from '../model/facts.ts'
import { newRegression } from '../model/new-regression.ts'
import type { ControlPorts, NewDeliveries } from '../model/ports.ts'
import { comparedWords } from '../notify/dedup-key.ts'
import { findKnownRegression } from '../notify/known-regression.ts'
import { endings, regressionFound } from '../notify/notifications.ts'
import { messagesFor, notify, send } from '../notify/send-notifications.ts'
import type { Plan } from '../plan/plan.ts'

/** Whether no messages are sent of it: a check, or a bisection of a watch with such a policy. */
export const isSilent = ({ check, watch }: BisectionRecord): boolean =>
  check !== undefined || (watch !== undefined && watch.policy !== 'notify')

/** Stores the end of a bisection with the messages about it. */
export async function finish(
  ports: ControlPorts,
  record: BisectionRecord,
  result: BisectionResult,
  range: readonly RangeCommit[],
): Promise<void> {
  const { store, surroundings } = ports
  const regression = await findKnownRegression(store, record, result)
  const deliveries: NewDeliveries[] = []
  const messages = isSilent(record) ? [] : endings(surroundings, record, result, range, regression)
  for (const ending of messages) deliveries.push(...(await messagesFor(ports, ending)))
  // Cancelling a reopened bisection restores its previous result: it is then finished, and not
  // cancelled.
  const cancelled = record.result ? { cancelRequested: false } : {}
  const done = { state: 'finished', stage: 'done', finishedAt: 'now', result, expected: null } as const
  const { message, changed } = comparedWords(record.result, result)
  const events = [{ type: 'finished', message, data: { outcome: result.outcome, ...changed } } as const]
  await send(ports, await store.update(record.id, { ...done, ...cancelled }, { events, deliveries }))
}

/** Stores the regression of boundaries that are checked now, and tells of it. */
export async function notifyOfRegression(
  ports: ControlPorts,
  record: BisectionRecord,
  { signature }: NonNullable<Plan['regression']>,
): Promise<void> {
  // Of a check that became a bisection it was told when the regression was found.
  if (record.watch || (record.stage !== 'prepare' && record.stage !== 'boundaries')) return
  const regressionId = await ports.store.addRegression(record.id, newRegression(record, signature))
  // A process that dies here does both again, and each is known to be done.
  await notify(ports, regressionFound(ports.surroundings, record, regressionId, signature))
}
