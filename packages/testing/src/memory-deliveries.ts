import type { NewDeliveries, Subscriber } from '@kbisect/bisection'
import type { WebhookBody, WebhookType } from '@kbisect/contracts'

/** A message to a webhook. */
export interface MemoryDelivery {
  readonly webhookId: string
  readonly subject: string
  readonly type: WebhookType
  readonly body: WebhookBody
  readonly at: Date
}

/** Adds the messages that their webhooks have not got; returns the ids of the new ones. */
export function addDeliveries(
  deliveries: Map<string, MemoryDelivery>,
  { subject, type, messages }: NewDeliveries,
): string[] {
  return messages.flatMap(({ webhookId, text }) => {
    const id = `${type} ${subject}`
    if (deliveries.has(id)) return []
    const body = JSON.parse(text) as WebhookBody
    deliveries.set(id, { webhookId, subject, type, body, at: new Date(body.timestamp) })
    return [id]
  })
}

export function lastDelivery(
  deliveries: ReadonlyMap<string, MemoryDelivery>,
  type: WebhookType,
  webhookIds: readonly Subscriber['id'][],
  subjectStart: string,
): { readonly subject: string; readonly at: Date } | undefined {
  const last = [...deliveries.values()].findLast(
    (one) => one.type === type && webhookIds.includes(one.webhookId) && one.subject.startsWith(subjectStart),
  )
  return last && { subject: last.subject, at: last.at }
}
