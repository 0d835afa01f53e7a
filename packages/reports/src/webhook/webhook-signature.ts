import { createHmac } from 'node:crypto'
import { webhookKey } from './webhook-secret.ts'

export interface WebhookMessage {
  /** Stays the same over all attempts: the receiver's idempotency key. Without a dot. */
  readonly id: string
  /** When this attempt is made. */
  readonly timestamp: Date
  /** The exact bytes of the request, as text. */
  readonly body: string
  /** `whsec_…`; several while a secret is replaced, the newest first. */
  readonly secrets: readonly string[]
}

/**
 * The three headers of Standard Webhooks 1.0, signed with HMAC-SHA256 (`v1`), one signature for
 * each secret.
 */
export function signWebhook(message: WebhookMessage): Record<string, string> {
  // A dot separates the signed parts: with one in the id, two different messages could have the
  // same signature.
  if (message.id.includes('.')) throw new TypeError(`A webhook id holds no dot: ${message.id}`)
  const seconds = String(Math.floor(message.timestamp.getTime() / 1000))
  const signed = `${message.id}.${seconds}.${message.body}`
  const signatures = message.secrets.map(
    (secret) => `v1,${createHmac('sha256', webhookKey(secret)).update(signed).digest('base64')}`,
  )
  return { 'webhook-id': message.id, 'webhook-timestamp': seconds, 'webhook-signature': signatures.join(' ') }
}
