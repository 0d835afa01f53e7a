import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newWebhookSecret } from '@kbisect/reports'
import { migrate, newId, openStore, type Store } from '@kbisect/store'
import { startEmbeddedPostgres } from '@kbisect/supervisor'
import { MemoryQueue, memorySurroundings, startWebhookReceiver, type WebhookReceiver } from '@kbisect/testing'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { deliver } from './deliver.ts'

let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>>
let store: Store
let directory: string
const receivers: WebhookReceiver[] = []
const keys = [Buffer.alloc(32, 7)]
const secretsKeys = { find: () => keys, make: () => keys }
let now = new Date()

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-deliver-'))
  chmodSync(directory, 0o711)
  postgres = await startEmbeddedPostgres({ directory: join(directory, 'pg'), logFile: join(directory, 'pg.log') })
  await migrate(postgres.url)
  store = await openStore(postgres.url, { secretsKeys })
})

afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.stop()
})

afterAll(async () => {
  await store?.close()
  await postgres?.stop()
  rmSync(directory, { recursive: true, force: true })
})

/** A delivery that waits, to a receiver that answers so; and a worker whose clock we move. */
async function waiting(answer?: Parameters<typeof startWebhookReceiver>[0]) {
  const receiver = await startWebhookReceiver(answer)
  receivers.push(receiver)
  const secret = newWebhookSecret()
  const { id: webhookId } = await store.webhooks.create({
    ...{ url: receiver.url, types: ['regression.found'], description: '', format: 'standard', filters: {} },
    ...{ githubSignature: false, headers: { 'X-Token': 'secret' }, secret },
  })
  now = new Date(Date.now() + 1000)
  const text = JSON.stringify({ type: 'ping', timestamp: now.toISOString(), data: { webhookId } })
  const id = await store.deliveries.add(webhookId, newId(), 'ping', text)
  const queue = new MemoryQueue()
  const surroundings = { ...memorySurroundings(), now: () => now }
  const options = { store, ports: { queue, surroundings }, webhookAllowCidrs: ['127.0.0.0/8'] }
  const attempt = () => deliver(options, id, new AbortController().signal)
  const found = async () => {
    const delivery = await store.deliveries.find(id)
    if (!delivery) throw new Error(`there is no delivery ${id}`)
    return delivery
  }
  return { receiver, secret, webhookId, id, text, attempt, found, queue }
}

test('a receiver that fails is asked ten times over three days, each time with the same bytes, and then given up', async () => {
  const { receiver, attempt, found, text, id } = await waiting(() => ({ status: 500, body: 'out of order' }))
  const started = now.getTime()
  for (let count = 1; count <= 20; count++) {
    await attempt()
    const { nextAttemptAt } = await found()
    if (nextAttemptAt === null) break
    expect(await store.deliveries.due(new Date(new Date(nextAttemptAt).getTime() - 1))).not.toContain(id)
    now = new Date(nextAttemptAt)
    expect(await store.deliveries.due(now)).toContain(id)
  }
  expect(receiver.received).toHaveLength(10)
  expect(new Set(receiver.received.map(({ body }) => body))).toEqual(new Set([text]))
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]))
  const days = (now.getTime() - started) / 86_400_000
  expect(days).toBeGreaterThan(3)
  expect(days).toBeLessThan(3.6)
  const { state, attempts } = await found()
  expect(state).toBe('failed')
  expect(attempts.at(0)).toMatchObject({ status: 500, error: 'answered 500', answer: 'out of order' })
  expect(attempts.at(-1)?.error).toBe('answered 500; given up after 10 attempts')
  await attempt()
  expect(receiver.received).toHaveLength(10)
})

test('a receiver that asks us to wait is not asked before', async () => {
  const { attempt, found, receiver, queue, id } = await waiting((_, number) =>
    number === 1 ? { status: 429, headers: { 'retry-after': '3600' } } : { status: 204 },
  )
  await attempt()
  const { nextAttemptAt } = await found()
  const wait = (new Date(nextAttemptAt ?? 0).getTime() - now.getTime()) / 1000
  expect(wait).toBeGreaterThanOrEqual(3600)
  expect(wait).toBeLessThan(3600 * 1.11)
  expect(queue.deliveries).toEqual([id])
  await attempt()
  expect(receiver.received).toHaveLength(1)
  now = new Date(nextAttemptAt ?? 0)
  await attempt()
  expect((await found()).state).toBe('delivered')
})

test('410 switches the webhook off and says why; switched on again, it is told', async () => {
  const { attempt, found, receiver, webhookId, id } = await waiting((_, number) => ({
    status: number === 1 ? 410 : 204,
  }))
  await attempt()
  expect((await found()).state).toBe('failed')
  expect(await store.webhooks.find(webhookId)).toMatchObject({
    disabled: true,
    disabledReason: 'The receiver answered 410 Gone.',
  })
  await store.deliveries.again(id, now)
  await attempt()
  expect(receiver.received).toHaveLength(1)
  expect(await store.deliveries.due(now)).not.toContain(id)
  await store.webhooks.enable(webhookId)
  await attempt()
  expect((await found()).state).toBe('delivered')
})

test('a redirect is an answer like any other failure and is not followed', async () => {
  const { attempt, found, receiver } = await waiting(() => ({ status: 307, headers: { location: '/elsewhere' } }))
  await attempt()
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook'])
  expect(await found()).toMatchObject({ state: 'waiting', attempts: [{ status: 307 }] })
})

test('for a day after a secret was replaced both secrets verify, later only the new one', async () => {
  const { attempt, receiver, webhookId, secret, id } = await waiting()
  const next = newWebhookSecret()
  await store.webhooks.rotate(webhookId, next, new Date(now.getTime() + 86_400_000))
  const verifies = (key: string) => {
    const { body = '', headers = {} } = receiver.received.at(-1) ?? {}
    // The package takes messages of the last five minutes alone, and our clock goes ahead.
    const { 'webhook-id': name = '', 'webhook-timestamp': at = '', 'webhook-signature': given = '' } = headers
    return given.split(' ').includes(new Webhook(key).sign(name, new Date(Number(at) * 1000), body))
  }
  await attempt()
  expect(new Webhook(next).verify(receiver.received[0]?.body ?? '', receiver.received[0]?.headers ?? {})).toBeDefined()
  expect([verifies(next), verifies(secret)]).toEqual([true, true])
  now = new Date(now.getTime() + 86_400_001)
  await store.deliveries.again(id, now)
  await attempt()
  expect([verifies(next), verifies(secret)]).toEqual([true, false])
  expect(receiver.received[1]?.headers['x-token']).toBe('secret')
})

test('a message at which each worker dies is a failed attempt each time, and is given up after ten', async () => {
  const { id, attempt, found, receiver } = await waiting()
  /** As a worker does that is killed while it sends: nothing comes after. */
  const die = async () => expect(await store.deliveries.take(id, now)).toBeDefined()
  for (let deaths = 1; deaths <= 10; deaths++) {
    await die()
    expect(await store.deliveries.due(now)).not.toContain(id)
    now = new Date(now.getTime() + 60_001)
    expect(await store.deliveries.due(now)).toContain(id)
    // The next one stores the death instead of sending right away.
    await attempt()
    const { attempts, nextAttemptAt } = await found()
    expect(attempts).toHaveLength(deaths)
    if (nextAttemptAt) now = new Date(nextAttemptAt)
  }
  const { state, attempts } = await found()
  expect(receiver.received).toEqual([])
  expect(state).toBe('failed')
  expect(attempts[0]).toMatchObject({ status: null, error: expect.stringMatching(/^a worker died, stopped answering/) })
  expect(attempts.at(-1)?.error).toContain('given up after 10 attempts')
  await store.deliveries.again(id, now)
  await attempt()
  expect(await found()).toMatchObject({ state: 'delivered' })
})

test('a message is not sent unsigned when the key of its secret is lost, and is tried again', async () => {
  const { id, found, receiver, queue } = await waiting()
  const other = await openStore(postgres.url, { secretsKeys: { find: () => [Buffer.alloc(32, 8)], make: () => [] } })
  try {
    const surroundings = { ...memorySurroundings(), now: () => now }
    const options = { store: other, ports: { queue, surroundings }, webhookAllowCidrs: ['127.0.0.0/8'] }
    await deliver(options, id, new AbortController().signal)
  } finally {
    await other.close()
  }
  expect(receiver.received).toEqual([])
  expect(await found()).toMatchObject({
    state: 'waiting',
    attempts: [{ status: null, error: expect.stringContaining('restore the key in KBISECT_SECRETS_KEY') }],
  })
})
