import type { WebhookBody } from '@kbisect/contracts'
import { fitMessage } from '../model/message-size.ts'
import type { ControlPorts, NewDeliveries } from '../model/ports.ts'
import { type MessageFacts, wants } from '../model/webhook-filters.ts'

/** A notification for webhooks. */
export interface Notification {
  /** What it is about: each webhook gets one message of a type for a subject. */
  readonly subject: string
  /** What it is about for people, who read it in a chat or as an issue; default: `subject`. */
  readonly subjectForPeople?: string
  readonly body: WebhookBody
  readonly facts: Omit<MessageFacts, 'paths'>
  /** The culprit's files; asked only when a filter needs them. */
  readonly paths?: () => Promise<readonly string[]>
}

/**
 * Returns the messages for the webhooks that subscribe to it, each in its format: store them with
 * the fact, then {@link send} them.
 */
export async function messagesFor(
  { store, surroundings }: Pick<ControlPorts, 'store' | 'surroundings'>,
  { subject, subjectForPeople = subject, body, facts, paths }: Notification,
): Promise<NewDeliveries[]> {
  const subscribers = await store.subscribers(body.type)
  const filtersPaths = subscribers.some(({ filters }) => filters.paths !== undefined)
  const known = { ...facts, paths: filtersPaths ? await paths?.() : undefined }
  const wanted = subscribers.filter(({ filters }) => wants(filters, known))
  const fitted = fitMessage(body)
  const deliveriesOf = (about: string, receivers: typeof wanted): NewDeliveries[] => {
    if (receivers.length === 0) return []
    const messages = receivers.map(({ id, format }) => ({
      webhookId: id,
      text: surroundings.messageText(format, fitted),
    }))
    return [{ subject: about, type: body.type, messages }]
  }
  const programs = wanted.filter(({ format }) => format === 'standard')
  const people = wanted.filter(({ format }) => format !== 'standard')
  return [...deliveriesOf(subject, programs), ...deliveriesOf(subjectForPeople, people)]
}

/** Enqueues deliveries. The reconciler enqueues those that were lost. */
export async function send({ queue }: Pick<ControlPorts, 'queue'>, deliveries: readonly string[]): Promise<void> {
  for (const delivery of deliveries) await queue.deliver(delivery, 0)
}

/** Stores and enqueues the messages of a notification that belongs to no other fact. */
export async function notify(ports: ControlPorts, notification: Notification): Promise<void> {
  for (const { subject, type, messages } of await messagesFor(ports, notification)) {
    await send(ports, await ports.store.addDeliveries(subject, type, messages))
  }
}
