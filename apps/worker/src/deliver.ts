import type { ControlPorts } from '@kbisect/bisection'
import { type DeliveryAnswer, deliverOnce, judgeAttempt, nextAttempt } from '@kbisect/reports'
import type { DeliveryInHand, Store, StoreError, WebhookSecrets } from '@kbisect/store'

export interface DeliverOptions {
  readonly store: Pick<Store, 'deliveries' | 'webhooks'>
  readonly ports: Pick<ControlPorts, 'queue' | 'surroundings'>
  readonly webhookAllowCidrs: readonly string[]
}

/** Sends one webhook message; what came of it is kept, and the next attempt enqueued. */
export async function deliver(options: DeliverOptions, id: string, signal: AbortSignal): Promise<void> {
  const { store, ports, webhookAllowCidrs } = options
  const now = ports.surroundings.now()
  // A job that comes before its time, as after a restart, is left to the reconciler.
  const delivery = await store.deliveries.take(id, now)
  if (!delivery) return
  // It is not sent right away: what ended one worker may end the next one.
  if (delivery.isLost) return await keep(options, delivery, now, lost)
  const { webhook, body } = delivery
  const { format, githubSignature, secrets } = webhook
  if (secrets instanceof Error) return await keep(options, delivery, now, unsigned(secrets))
  const answer = await deliverOnce({
    ...{ url: secrets.url, format, githubSignature, headers: secrets.headers, body, id, now, signal },
    secrets: secretsOf(secrets, webhook.oldSecretUntil, now),
    allowCidrs: webhookAllowCidrs,
  })
  if (signal.aborted) return await store.deliveries.release(delivery)
  await keep(options, delivery, now, answer)
}

/** For a day after it was changed, messages are signed with the secret of before as well. */
function secretsOf({ secret, oldSecret }: WebhookSecrets, oldUntil: Date | null, now: Date): string[] {
  return [secret, ...(oldSecret !== null && oldUntil && oldUntil > now ? [oldSecret] : [])]
}

const notSent = (error: string): DeliveryAnswer => ({ status: null, error, answer: '', milliseconds: 0 })

/**
 * A message is never sent unsigned: without the key the attempt fails, and is made again as after
 * any other failure.
 */
const unsigned = ({ message, hint }: StoreError): DeliveryAnswer => notSent(`${message}; ${hint}`)

const lost = notSent(
  'a worker died, stopped answering, or could not reach the database while it sent this message: it may have arrived',
)

async function keep(
  { store, ports }: DeliverOptions,
  delivery: DeliveryInHand,
  now: Date,
  { retryAfter, ...answer }: DeliveryAnswer,
): Promise<void> {
  const { id, attempts, webhook } = delivery
  const meaning = judgeAttempt(answer.status)
  const count = attempts.length + 1
  const again = meaning === 'retry' ? nextAttempt(count, now, retryAfter, Math.random) : null
  const state = meaning === 'delivered' ? 'delivered' : again ? 'waiting' : 'failed'
  const error = state === 'failed' ? `${answer.error}; given up after ${count} attempts` : answer.error
  const attempt = { at: now.toISOString(), ...answer, error }
  const isDecided = await store.deliveries.recordAttempt(delivery, attempt, { state, nextAttemptAt: again })
  if (meaning === 'disable') await store.webhooks.disable(webhook.id, 'The receiver answered 410 Gone.')
  if (again && isDecided) await ports.queue.deliver(id, Math.max(0, (again.getTime() - Date.now()) / 1000))
}
