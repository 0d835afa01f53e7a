import { createHmac } from 'node:crypto'

/** As GitHub signs its webhooks: HMAC-SHA256 of the body alone, with the text of the secret, `whsec_` included, as the key. */
export function githubSignature(secret: string, body: string): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
}
