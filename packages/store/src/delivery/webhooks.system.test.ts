import type { WebhookBody } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../connection/new-id.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import type { NewWebhook } from './webhooks.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})

afterAll(() => opened?.remove())

const newWebhook = (changes: Partial<NewWebhook> = {}) =>
  store.webhooks.create({
    url: 'https://example.org/hook',
    types: ['regression.found'],
    description: 'to chat',
    format: 'standard',
    filters: {},
    githubSignature: false,
    headers: {},
    secret: 'whsec_abc',
    ...changes,
  })
const ping = (webhookId: string): WebhookBody => ({
  type: 'ping',
  timestamp: '2026-01-02T03:04:05.000Z',
  data: { webhookId },
})
const addPing = (webhookId: string) => store.deliveries.add(webhookId, newId(), 'ping', JSON.stringify(ping(webhookId)))

test('webhooks are listed without what is secret, switched off and on, and removed', async () => {
  const webhook = await newWebhook({ headers: { Authorization: 'Bearer ghp_secret' } })
  expect(webhook).toMatchObject({ types: ['regression.found'], disabled: false, headers: ['Authorization'] })
  expect(webhook.origin).toBe('https://example.org')
  expect(JSON.stringify(await store.webhooks.list({ limit: 50 }))).not.toMatch(/whsec_|ghp_|\/hook/)
  expect(await store.webhooks.disable(webhook.id, 'gone')).toBe(true)
  expect(await store.webhooks.find(webhook.id)).toEqual({ ...webhook, disabled: true, disabledReason: 'gone' })
  expect(await store.webhooks.enable(webhook.id)).toBe(true)
  expect(await store.webhooks.find(webhook.id)).toEqual(webhook)
  expect(await store.webhooks.remove(webhook.id)).toBe(true)
  expect(await store.webhooks.remove(webhook.id)).toBe(false)
  expect(await store.webhooks.find(webhook.id)).toBeUndefined()
  expect(await store.webhooks.disable(webhook.id, 'gone')).toBe(false)
})

test('of a webhook what is given is changed, and the rest stays', async () => {
  const webhook = await newWebhook({ headers: { 'X-A': '1' }, filters: { trees: ['next'] } })
  const filters = { paths: ['mm/**'] }
  const changed = await store.webhooks.change(webhook.id, { filters, format: 'slack', headers: {} })
  expect(changed).toEqual({ ...webhook, filters, format: 'slack', headers: [] })
  expect(await store.webhooks.change('nowhere', { description: 'x' })).toBeUndefined()
  await store.webhooks.remove(webhook.id)
})

test('a new secret leaves the one of before until a moment', async () => {
  const webhook = await newWebhook()
  const until = new Date('2026-01-03T00:00:00Z')
  expect(await store.webhooks.rotate(webhook.id, 'whsec_new', until)).toMatchObject({
    oldSecretUntil: until.toISOString(),
  })
  const receiver = async () => (await store.deliveries.find(await addPing(webhook.id)))?.webhook
  expect(await receiver()).toMatchObject({
    secrets: { secret: 'whsec_new', oldSecret: 'whsec_abc' },
    oldSecretUntil: until,
  })
  await store.webhooks.rotate(webhook.id, 'whsec_newer', until)
  expect(await receiver()).toMatchObject({ secrets: { secret: 'whsec_newer', oldSecret: 'whsec_new' } })
  expect(await store.webhooks.rotate('nowhere', 'whsec_x', until)).toBeUndefined()
  await store.webhooks.remove(webhook.id)
})

test('subscribers are the enabled ones that subscribe to a type, with their filters and formats', async () => {
  const filters = { trees: ['next'] }
  const wanted = await newWebhook({ filters, format: 'discord' })
  const disabled = await newWebhook()
  await store.webhooks.disable(disabled.id, 'gone')
  const other = await newWebhook({ types: ['bisection.finished'] })
  expect(await store.bisections.subscribers('regression.found')).toEqual([
    { id: wanted.id, format: 'discord', filters },
  ])
  for (const { id } of [wanted, disabled, other]) await store.webhooks.remove(id)
})

test('a webhook is told of a subject once, in exactly the text that was stored', async () => {
  const [one, two] = [await newWebhook(), await newWebhook()]
  const subject = newId()
  const tell = (...ids: string[]) =>
    store.bisections.addDeliveries(
      subject,
      'regression.found',
      ids.map((webhookId) => ({ webhookId, text: `{"to": "${webhookId} ü"}` })),
    )
  const [first = '', ...more] = await tell(one.id)
  expect(more).toEqual([])
  expect(await tell(one.id)).toEqual([])
  expect(await tell(one.id, two.id)).toHaveLength(1)
  const delivery = await store.deliveries.find(first)
  expect(delivery).toMatchObject({ webhookId: one.id, type: 'regression.found', state: 'waiting', attempts: [] })
  expect(delivery?.webhook).toMatchObject({
    id: one.id,
    secrets: { url: 'https://example.org/hook', secret: 'whsec_abc' },
    disabled: false,
  })
  expect(delivery?.body).toBe(`{"to": "${one.id} ü"}`)
  expect(await store.bisections.lastDelivery('regression.found', [one.id], subject)).toMatchObject({ subject })
  expect(await store.bisections.lastDelivery('regression.found', [one.id], `${subject}x`)).toBeUndefined()
  expect(await store.bisections.lastDelivery('bisection.finished', [one.id], subject)).toBeUndefined()
  await store.webhooks.remove(one.id)
  expect(await store.deliveries.find(first)).toBeUndefined()
  await store.webhooks.remove(two.id)
})

test('each attempt of a delivery is kept, and when the next is due; any can be sent again', async () => {
  const webhook = await newWebhook()
  const id = await addPing(webhook.id)
  const due = async (at: number) => (await store.deliveries.due(new Date(at))).includes(id)
  expect(await due(Date.now() + 1000)).toBe(true)
  const attempt = {
    at: '2026-01-02T03:04:06.000Z',
    status: 503,
    error: 'answered 503',
    answer: 'no\0',
    milliseconds: 7,
  }
  const nextAttemptAt = new Date(Date.now() + 60_000)
  const taken = await store.deliveries.take(id, new Date(Date.now() + 1000))
  if (!taken) throw new Error('it was not taken')
  expect(await due(Date.now() + 1000)).toBe(false)
  expect(await store.deliveries.recordAttempt(taken, attempt, { state: 'waiting', nextAttemptAt })).toBe(true)
  expect(await store.deliveries.take(id, new Date(nextAttemptAt.getTime() - 1))).toBeUndefined()
  expect(await due(nextAttemptAt.getTime() - 1)).toBe(false)
  expect(await due(nextAttemptAt.getTime())).toBe(true)
  const delivered = { ...attempt, status: 200, error: null, answer: 'ok' }
  const again = await store.deliveries.take(id, nextAttemptAt)
  if (!again) throw new Error('it was not taken')
  await store.deliveries.recordAttempt(again, delivered, { state: 'delivered', nextAttemptAt: null })
  expect(await due(Date.now() + 3_600_000)).toBe(false)
  const { items } = await store.deliveries.list(webhook.id, { limit: 10 })
  const attempts = [{ ...attempt, answer: 'no\uFFFD' }, delivered]
  expect(items).toMatchObject([{ id, type: 'ping', state: 'delivered', attempts, nextAttemptAt: null }])
  expect(await store.deliveries.again(id, new Date())).toBe(true)
  expect(await due(Date.now() + 1000)).toBe(true)
  expect((await store.deliveries.find(id))?.attempts).toHaveLength(2)
  expect(await store.deliveries.again('nowhere', new Date())).toBe(false)
})

test('a worker that was late with a delivery keeps its attempt, and decides nothing for the one that took over', async () => {
  const webhook = await newWebhook()
  const id = await addPing(webhook.id)
  const start = Date.now() + 1000
  const at = (seconds: number) => new Date(start + seconds * 1000)
  const [late, ...others] = (await Promise.all([1, 2, 3].map(() => store.deliveries.take(id, at(0))))).filter(
    (one) => one !== undefined,
  )
  expect(others).toEqual([])
  expect(await store.deliveries.due(at(59))).not.toContain(id)
  expect(await store.deliveries.due(at(61))).toContain(id)
  const next = await store.deliveries.take(id, at(61))
  if (!late || !next) throw new Error('it was not taken')
  const said = (status: number) => ({ at: at(0).toISOString(), status, error: null, answer: '', milliseconds: 1 })
  expect(await store.deliveries.recordAttempt(next, said(200), { state: 'delivered', nextAttemptAt: null })).toBe(true)
  const again = { state: 'waiting', nextAttemptAt: at(60) } as const
  expect(await store.deliveries.recordAttempt(late, said(500), again)).toBe(false)
  const { items } = await store.deliveries.list(webhook.id, { limit: 9 })
  expect(items).toMatchObject([
    { state: 'delivered', nextAttemptAt: null, attempts: [{ status: 200 }, { status: 500 }] },
  ])
  // One that was let go of, as when its worker stops, is free at once; and a person frees it too.
  await store.deliveries.again(id, at(0))
  const stopped = await store.deliveries.take(id, at(0))
  if (!stopped) throw new Error('it was not taken')
  await store.deliveries.release(stopped)
  expect(await store.deliveries.take(id, at(0))).toBeDefined()
  await store.deliveries.again(id, at(0))
  expect(await store.deliveries.take(id, at(0))).toBeDefined()
})

test('webhooks that are gone take no deliveries', async () => {
  await expect(addPing('nowhere')).rejects.toMatchObject({ code: 'unknown-webhook' })
  const attempt = { at: '2026-01-02T03:04:05.000Z', status: null, error: 'refused', answer: '', milliseconds: 1 }
  const taken = { id: 'nowhere', lease: 'x' }
  const recorded = store.deliveries.recordAttempt(taken, attempt, { state: 'failed', nextAttemptAt: null })
  await expect(recorded).rejects.toMatchObject({ code: 'unknown-delivery' })
})
