import { randomBytes } from 'node:crypto'

const PREFIX = 'whsec_'
const SECRET_BYTES = 32

/** A new secret for one webhook: `whsec_` and the base64 of 32 random bytes. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64')
}

/**
 * The key in a `whsec_…` secret. Throws a TypeError when the text is none or its key has not 24 to
 * 64 bytes.
 */
export function webhookKey(secret: string): Buffer {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
  if (!secret.startsWith(PREFIX) || key.length < 24 || key.length > 64)
    throw new TypeError('A webhook secret is "whsec_" and the base64 of 24 to 64 bytes.')
  return key
}
