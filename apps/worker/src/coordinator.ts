import {
  type AdvancePorts,
  advanceBisection,
  type BisectionRecord,
  type History,
  RangeMemory,
} from '@kbisect/bisection'
import { openMirror } from '@kbisect/git'
import { deliverOnce, judgeAttempt, nextAttempt } from '@kbisect/reports'
import type { Store } from '@kbisect/store'

export interface CoordinatorOptions {
  readonly store: Store
  readonly ports: AdvancePorts
  readonly mirrorsDirectory: string
  readonly gitProtocols: readonly string[]
  readonly webhookAllowCidrs: readonly string[]
}

/** Decides what comes next, and tells others of it. */
export interface Coordinator {
  advance(bisectionId: string): Promise<void>
  /** Sends one webhook message; what came of it is kept, and the next attempt enqueued. */
  deliver(deliveryId: string, signal: AbortSignal): Promise<void>
  /** Looks after everything that the queue may have lost. */
  reconcile(): Promise<void>
}

export function openCoordinator(options: CoordinatorOptions): Coordinator {
  const { store, ports } = options
  const openHistory = (record: BisectionRecord): History =>
    openMirror({ mirrorsDirectory: options.mirrorsDirectory, protocols: options.gitProtocols }, record.tree)
  const memory = new RangeMemory()
  return {
    advance: (bisectionId) => advanceBisection(ports, bisectionId, openHistory, memory),
    deliver: (deliveryId, signal) => deliver(options, deliveryId, signal),
    async reconcile() {
      for (const id of await store.bisections.open()) await ports.queue.advance(id)
      for (const id of await store.deliveries.due(ports.surroundings.now())) await ports.queue.deliver(id, 0)
    },
  }
}

async function deliver(
  { store, ports, webhookAllowCidrs }: CoordinatorOptions,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const delivery = await store.deliveries.find(id)
  if (delivery?.state !== 'waiting' || delivery.webhook.disabled) return
  const now = ports.surroundings.now()
  // A job that comes before its time, as after a restart, is left to the reconciler.
  if (delivery.nextAttemptAt && new Date(delivery.nextAttemptAt) > now) return
  const { webhook, body } = delivery
  const answer = await deliverOnce({
    url: webhook.url,
    body,
    id,
    secrets: [webhook.secret],
    allowCidrs: webhookAllowCidrs,
    now,
    signal,
  })
  if (signal.aborted) return
  const { retryAfter, ...facts } = answer
  const meaning = judgeAttempt(answer.status)
  const again = meaning === 'retry' ? nextAttempt(delivery.attempts.length + 1, now, retryAfter, Math.random) : null
  const state = meaning === 'delivered' ? 'delivered' : again ? 'waiting' : 'failed'
  await store.deliveries.recordAttempt(id, { at: now.toISOString(), ...facts }, { state, nextAttemptAt: again })
  if (meaning === 'disable') await store.webhooks.disable(webhook.id)
  if (again) await ports.queue.deliver(id, Math.max(0, (again.getTime() - Date.now()) / 1000))
}
