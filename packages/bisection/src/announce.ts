import type { WebhookBody } from '@kbisect/contracts'
import { fitMessage } from './message-size.ts'
import type { ControlPorts } from './start-bisection.ts'
import { type MessageFacts, wants } from './webhook-filters.ts'

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
 * Stores a delivery for each webhook that wants to hear of it, in the words of its format.
 * @returns ids of those that are new, for {@link send}
 */
export async function prepare(
  { store, surroundings }: Pick<ControlPorts, 'store' | 'surroundings'>,
  { subject, body, facts, paths }: Announcement,
): Promise<string[]> {
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
  return await store.addDeliveries(subject, body.type, messages)
}

/** Enqueues deliveries. What is lost is found by the reconciler. */
export async function send({ queue }: Pick<ControlPorts, 'queue'>, deliveries: readonly string[]): Promise<void> {
  for (const delivery of deliveries) await queue.deliver(delivery, 0)
}

/** Both at once. */
export async function announce(ports: ControlPorts, announcement: Announcement): Promise<void> {
  await send(ports, await prepare(ports, announcement))
}
