import type { Delivery, Webhook } from '@kbisect/contracts'
import { startWebhookReceiver, type WebhookReceiver } from '@kbisect/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestService, type TestService } from './service.fixture.ts'

let service: TestService
let receiver: WebhookReceiver

beforeAll(async () => {
  service = await startTestService()
  receiver = await startWebhookReceiver()
})

afterAll(async () => {
  await receiver?.stop()
  await service?.remove()
})

type Created = Webhook & { secret: string }
const ask = async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
  const response = await service.call(method, path, body)
  return { status: response.status, body: (await response.json()) as T }
}
const create = async (more: object = {}) =>
  (await ask<Created>('POST', '/webhooks', { url: receiver.url, ...more })).body
const deliveriesOf = async (id: string) =>
  (await ask<{ items: Delivery[] }>('GET', `/webhooks/${id}/deliveries`)).body.items

describe('a webhook', () => {
  test('gets one message for a culprit by default, an issue tracker culprits alone', async () => {
    expect((await create()).types).toEqual(['bisection.finished', 'bisection.failed', 'regression.fixed'])
    expect((await create({ format: 'github' })).types).toEqual(['regression.bisected'])
    expect((await create({ format: 'gitlab', types: ['bisection.failed'] })).types).toEqual(['bisection.failed'])
  })

  test('keeps its headers to itself', async () => {
    const made = await create({ headers: { Authorization: 'Bearer ghp_1', 'X-Kind': 'kernel' } })
    expect(made.headers).toEqual(['Authorization', 'X-Kind'])
    expect(JSON.stringify((await ask('GET', `/webhooks/${made.id}`)).body)).not.toContain('ghp_1')
    const refused = await ask<{ detail: string }>('POST', '/webhooks', {
      url: receiver.url,
      headers: { Host: 'evil.example', 'Webhook-Id': '1' },
    })
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toContain('headers.Host: is set by kbisect or by HTTP itself')
    expect(refused.body.detail).toContain('headers.Webhook-Id')
  })

  test('shows of its URL the origin alone, and keeps its URL when something else is changed', async () => {
    const url = `${receiver.url}/services/T0/sesame?key=open`
    const made = await create({ url })
    const { origin } = new URL(receiver.url)
    expect(made.origin).toBe(origin)
    const answers = [
      await ask('GET', `/webhooks/${made.id}`),
      await ask('PATCH', `/webhooks/${made.id}`, { description: 'for the team' }),
      await ask('GET', '/webhooks'),
      await ask('GET', '/audit'),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(JSON.stringify([made, ...answers])).not.toMatch(/sesame|services|key=open/)
    const id = await service.parts.store.deliveries.add(made.id, made.id, 'ping', '{}')
    expect((await service.parts.store.deliveries.find(id))?.webhook.secrets).toMatchObject({ url })
  })

  test('is changed field by field, switched off with who did it, and on again', async () => {
    const made = await create({ filters: { trees: ['next'] } })
    const changed = await ask<Webhook>('PATCH', `/webhooks/${made.id}`, {
      format: 'slack',
      filters: { paths: ['mm/**'] },
    })
    expect(changed).toMatchObject({
      status: 200,
      body: { format: 'slack', filters: { paths: ['mm/**'] }, types: made.types },
    })
    const off = await ask<Webhook>('PATCH', `/webhooks/${made.id}`, { disabled: true })
    expect(off.body).toMatchObject({ disabled: true, disabledReason: 'Switched off by bootstrap.' })
    const refused = await ask<{ detail: string }>('POST', `/webhooks/${made.id}/test`)
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('{"disabled": false}') } })
    const on = await ask<Webhook>('PATCH', `/webhooks/${made.id}`, { disabled: false })
    expect(on.body).toMatchObject({ disabled: false, disabledReason: null })
    expect((await ask('PATCH', `/webhooks/${made.id}`, {})).status).toBe(422)
    expect((await ask('PATCH', `/webhooks/${made.id}`, { url: 'https://10.0.0.1/' })).status).toBe(422)
    expect((await ask('PATCH', '/webhooks/aaaaaaaa', { format: 'slack' })).status).toBe(404)
  })

  test('gets a new secret, shown once, beside which the one of before counts for a day', async () => {
    const made = await create()
    const rotated = await ask<Created>('POST', `/webhooks/${made.id}/rotate`)
    expect(rotated.status).toBe(200)
    expect(rotated.body.secret).toMatch(/^whsec_/)
    expect(rotated.body.secret).not.toBe(made.secret)
    const hours = (Date.parse(rotated.body.oldSecretUntil ?? '') - Date.now()) / 3600_000
    expect(hours).toBeGreaterThan(23.9)
    expect(hours).toBeLessThanOrEqual(24)
    expect((await ask('POST', '/webhooks/aaaaaaaa/rotate')).status).toBe(404)
  })
})

describe('a test', () => {
  test.each([
    ['standard', { type: 'ping', data: { webhookId: expect.any(String) } }],
    ['slack', { text: 'kbisect can reach you: this is a test.' }],
    ['discord', { embeds: [{ title: 'kbisect can reach you\\: this is a test.' }] }],
    ['matrix', { msgtype: 'm.notice' }],
    ['github', { title: 'kbisect can reach you: this is a test.', body: expect.any(String) }],
    ['gitlab', { title: 'kbisect can reach you: this is a test.', description: expect.any(String) }],
  ])('of the format %s is sent as that format has it', async (format, expected) => {
    const { id } = await create({ format })
    await ask('POST', `/webhooks/${id}/test`)
    const [delivery] = await deliveriesOf(id)
    expect(JSON.parse(delivery?.request ?? '')).toMatchObject(expected)
  })
})

test('a webhook that fails shows the last status and since when, until a message is taken', async () => {
  const { id } = await create()
  const { deliveries } = service.parts.store
  const health = async () => {
    const { lastAttempt, failingSince } = (await ask<Webhook>('GET', `/webhooks/${id}`)).body
    return { lastAttempt, failingSince }
  }
  expect(await health()).toEqual({ lastAttempt: null, failingSince: null })
  const { deliveryId } = (await ask<{ deliveryId: string }>('POST', `/webhooks/${id}/test`)).body
  const moment = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString()
  const record = async (minute: number, status: number | null, error: string | null) => {
    const attempt = { at: moment(minute), status, error, answer: '', milliseconds: 3 }
    await deliveries.recordAttempt({ id: deliveryId, lease: 'none' }, attempt, {
      state: 'waiting',
      nextAttemptAt: null,
    })
  }
  await record(1, 500, 'it answered 500')
  await record(3, null, 'no answer')
  expect(await health()).toEqual({
    lastAttempt: { at: moment(3), status: null, error: 'no answer' },
    failingSince: moment(1),
  })
  await record(2, 204, null)
  expect((await health()).failingSince).toBe(moment(1))
  await record(4, 204, null)
  expect(await health()).toEqual({ lastAttempt: { at: moment(4), status: 204, error: null }, failingSince: null })
})

test('a delivery is sent once more under the same id, whatever came of it', async () => {
  const { id } = await create()
  const { deliveryId } = (await ask<{ deliveryId: string }>('POST', `/webhooks/${id}/test`)).body
  const attempt = { at: new Date().toISOString(), status: 204, error: null, answer: '', milliseconds: 3 }
  const taken = await service.parts.store.deliveries.take(deliveryId, new Date(Date.now() + 60_000))
  if (!taken) throw new Error('the delivery was not taken')
  await service.parts.store.deliveries.recordAttempt(taken, attempt, { state: 'delivered', nextAttemptAt: null })
  const again = await ask<{ deliveryId: string }>('POST', `/deliveries/${deliveryId}/redeliver`)
  expect(again).toEqual({ status: 202, body: { deliveryId } })
  expect(await deliveriesOf(id)).toMatchObject([
    { id: deliveryId, state: 'waiting', attempts: [attempt], nextAttemptAt: expect.any(String) },
  ])
  expect((await ask('POST', '/deliveries/aaaaaaaa/redeliver')).status).toBe(404)
})
