import type { WebhookBody } from '@kbisect/contracts'
import { fitMessage } from '../model/message-size.ts'
import type { ControlPorts, NewDeliveries } from '../model/ports.ts'
import { type MessageFacts, wants } from '../model/webhook-filters.ts'

/** Something that webhooks are told. */
export interface Announcement {
  /** What it is about: no webhook is told of a subject twice by messages of one type. */
  readonly subject: string
  readonly body: WebhookBody
  readonly facts: Omit<MessageFacts, 'paths'>
  /** The culprit's files; asked only when a filter needs them. */
  readonly paths?: () => Promise<readonly string[]>
}

/**
 * Returns the messages for the webhooks that subscribe to it, in the words of their formats: to be
 * stored with the fact, then {@link send}.
 */
export async function messagesFor(
  { store, surroundings }: Pick<ControlPorts, 'store' | 'surroundings'>,
  { subject, body, facts, paths }: Announcement,
): Promise<NewDeliveries[]> {
  const listeners = await store.listeners(body.type)
  const filtersPaths = listeners.some(({ filters }) => filters.paths !== undefined)
  const known = { ...facts, paths: filtersPaths ? await paths?.() : undefined }
  const wanted = listeners.filter(({ filters }) => wants(filters, known))
  if (wanted.length === 0) return []
  const fitted = fitMessage(body)
  const messages = wanted.map(({ id, format }) => ({
    webhookId: id,
    text: surroundings.messageText(format, fitted),
  }))
  return [{ subject, type: body.type, messages }]
}

/** Enqueues deliveries. What is lost is found by the reconciler. */
export async function send({ queue }: Pick<ControlPorts, 'queue'>, deliveries: readonly string[]): Promise<void> {
  for (const delivery of deliveries) await queue.deliver(delivery, 0)
}

/** Stores and enqueues the messages of what has no fact of its own to be stored with. */
export async function announce(ports: ControlPorts, announcement: Announcement): Promise<void> {
  for (const { subject, type, messages } of await messagesFor(ports, announcement)) {
    await send(ports, await ports.store.addDeliveries(subject, type, messages))
  }
}
