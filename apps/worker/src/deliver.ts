import { deliverOnce, judgeAttempt, nextAttempt } from '@kbisect/reports'
import type { DeliveryToSend, StoreError, WebhookSecrets } from '@kbisect/store'
import type { CoordinatorOptions } from './coordinator.ts'

/** Sends one webhook message; what came of it is kept, and the next attempt enqueued. */
export async function deliver(options: CoordinatorOptions, id: string, signal: AbortSignal): Promise<void> {
  const { store, ports, webhookAllowCidrs } = options
  const delivery = await store.deliveries.find(id)
  if (delivery?.state !== 'waiting' || delivery.webhook.disabled) return
  const now = ports.surroundings.now()
  // A job that comes before its time, as after a restart, is left to the reconciler.
  if (delivery.nextAttemptAt && new Date(delivery.nextAttemptAt) > now) return
  const { webhook, body } = delivery
  const { url, format, githubSignature, secrets } = webhook
  if (secrets instanceof Error) return await keep(options, delivery, now, unsigned(secrets))
  const answer = await deliverOnce({
    ...{ url, format, githubSignature, headers: secrets.headers, body, id, now, signal },
    secrets: secretsOf(secrets, webhook.oldSecretUntil, now),
    allowCidrs: webhookAllowCidrs,
  })
  if (signal.aborted) return
  await keep(options, delivery, now, answer)
}

/** For a day after it was changed, messages are signed with the secret of before as well. */
function secretsOf({ secret, oldSecret }: WebhookSecrets, oldUntil: Date | null, now: Date): string[] {
  return [secret, ...(oldSecret !== null && oldUntil && oldUntil > now ? [oldSecret] : [])]
}

/** A message is never sent unsigned: without the key the attempt fails, and is made again as after any other failure. */
function unsigned({ message, cure }: StoreError): Awaited<ReturnType<typeof deliverOnce>> {
  return { status: null, error: `${message}; ${cure}`, answer: '', milliseconds: 0 }
}

async function keep(
  { store, ports }: CoordinatorOptions,
  { id, attempts, webhook }: DeliveryToSend,
  now: Date,
  { retryAfter, ...answer }: Awaited<ReturnType<typeof deliverOnce>>,
): Promise<void> {
  const meaning = judgeAttempt(answer.status)
  const count = attempts.length + 1
  const again = meaning === 'retry' ? nextAttempt(count, now, retryAfter, Math.random) : null
  const state = meaning === 'delivered' ? 'delivered' : again ? 'waiting' : 'failed'
  const error = state === 'failed' ? `${answer.error}; given up after ${count} attempts` : answer.error
  await store.deliveries.recordAttempt(id, { at: now.toISOString(), ...answer, error }, { state, nextAttemptAt: again })
  if (meaning === 'disable') await store.webhooks.disable(webhook.id, 'The receiver answered 410 Gone.')
  if (again) await ports.queue.deliver(id, Math.max(0, (again.getTime() - Date.now()) / 1000))
}
