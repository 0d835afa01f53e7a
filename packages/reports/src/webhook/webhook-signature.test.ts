import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { newWebhookSecret } from './webhook-secret.ts'
import { signWebhook } from './webhook-signature.ts'

const body = JSON.stringify({ type: 'ping', timestamp: '2026-03-01T10:00:00Z', data: { webhookId: 'ä' } })

test('the reference library accepts our signature, and refuses it for another body', () => {
  const secret = newWebhookSecret()
  const headers = signWebhook({ id: 'msg1', timestamp: new Date(), body, secrets: [secret] })
  expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
  expect(() => new Webhook(secret).verify(body.replace('ä', 'a'), headers)).toThrow('No matching signature')
})

test('while a secret is replaced, the old and the new one verify', () => {
  const [older, newer] = [newWebhookSecret(), newWebhookSecret()]
  const headers = signWebhook({ id: 'msg1', timestamp: new Date(), body, secrets: [newer, older] })
  for (const secret of [older, newer]) expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body))
})

test('an old message is refused by the receiver: the time of the attempt is signed', () => {
  const secret = newWebhookSecret()
  const headers = signWebhook({ id: 'msg1', timestamp: new Date(Date.now() - 3_600_000), body, secrets: [secret] })
  expect(() => new Webhook(secret).verify(body, headers)).toThrow('too old')
})

test('secrets differ and hold 32 bytes', () => {
  const secret = newWebhookSecret()
  expect(secret).not.toBe(newWebhookSecret())
  expect(Buffer.from(secret.replace('whsec_', ''), 'base64')).toHaveLength(32)
})

test('an id with a dot and a malformed secret are refused', () => {
  const timestamp = new Date()
  expect(() => signWebhook({ id: 'a.b', timestamp, body, secrets: [newWebhookSecret()] })).toThrow('no dot')
  for (const secret of ['whsec_c2hvcnQ=', newWebhookSecret().slice(6)])
    expect(() => signWebhook({ id: 'a', timestamp, body, secrets: [secret] })).toThrow('whsec_')
})
