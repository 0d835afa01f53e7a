import type { WebhookBody } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hash, newBisection } from './bisection.fixture.ts'
import { newId } from './new-id.ts'
import { startTestPostgres, type TestPostgres } from './postgres.fixture.ts'
import { openStore, type Store } from './store.ts'

let postgres: TestPostgres
let store: Store

beforeAll(async () => {
  postgres = await startTestPostgres()
  store = await openStore(await postgres.database())
})

afterAll(async () => {
  await store?.close()
  await postgres?.remove()
})

describe('trees', () => {
  test('are found by name and id, and have a name each', async () => {
    const request = { name: 'mainline', url: 'https://example.org/linux.git' }
    const tree = await store.trees.add(request)
    expect(tree).toMatchObject({ ...request, fetchedAt: null })
    await expect(store.trees.add(request)).rejects.toMatchObject({ code: 'name-taken' })
    await store.trees.touch(tree.id, new Date('2026-01-02T03:04:05Z'))
    const fetched = { ...tree, fetchedAt: '2026-01-02T03:04:05.000Z' }
    expect(await store.trees.byName('mainline')).toEqual(fetched)
    expect(await store.trees.find(tree.id)).toEqual(fetched)
    expect(await store.trees.list()).toEqual([fetched])
    expect(await store.trees.byName('nowhere')).toBeUndefined()
    await store.trees.touch('nowhere', new Date())
  })

  test('can be removed only while no bisection belongs to them', async () => {
    const tree = await store.trees.add({ name: 'stable', url: 'https://example.org/stable.git' })
    const { id } = await store.bisections.create(newBisection(tree.id))
    await expect(store.trees.remove(tree.id)).rejects.toMatchObject({ code: 'tree-in-use' })
    await store.bisections.remove(id)
    expect(await store.trees.remove(tree.id)).toBe(true)
    expect(await store.trees.remove(tree.id)).toBe(false)
  })
})

const regression: WebhookBody = {
  type: 'regression.found',
  timestamp: '2026-01-02T03:04:05.000Z',
  data: {
    regressionId: 'bbbbbbbbbbbbbbbbbbbb',
    bisectionId: 'aaaaaaaaaaaaaaaaaaaa',
    url: 'http://127.0.0.1/',
    tree: 'mainline',
    branch: null,
    good: hash(1),
    bad: hash(2),
    target: 'arm64',
    architecture: 'arm64',
    test: 'boot',
    signature: null,
  },
}

const newWebhook = () =>
  store.webhooks.create({
    url: 'https://example.org/hook',
    types: ['regression.found'],
    description: 'to chat',
    secret: 'whsec_abc',
  })

describe('webhooks', () => {
  test('are listed without their secret, disabled and removed', async () => {
    const webhook = await newWebhook()
    expect(webhook).toMatchObject({ types: ['regression.found'], disabled: false })
    expect(JSON.stringify(await store.webhooks.list())).not.toContain('whsec_')
    expect(await store.webhooks.disable(webhook.id)).toBe(true)
    expect(await store.webhooks.find(webhook.id)).toEqual({ ...webhook, disabled: true })
    expect(await store.webhooks.remove(webhook.id)).toBe(true)
    expect(await store.webhooks.remove(webhook.id)).toBe(false)
    expect(await store.webhooks.find(webhook.id)).toBeUndefined()
    expect(await store.webhooks.disable(webhook.id)).toBe(false)
  })

  test('are told of a subject once, when enabled and subscribed to its type', async () => {
    const wanted = await newWebhook()
    const disabled = await newWebhook()
    await store.webhooks.disable(disabled.id)
    const other = await store.webhooks.create({
      url: 'https://x.org',
      types: ['bisection.finished'],
      description: '',
      secret: 's',
    })
    const subject = newId()
    const [first = '', ...more] = await store.bisections.addDeliveries(subject, regression)
    expect(more).toEqual([])
    expect(await store.bisections.addDeliveries(subject, regression)).toEqual([])
    const delivery = await store.deliveries.find(first)
    expect(delivery).toMatchObject({ webhookId: wanted.id, type: 'regression.found', state: 'waiting', attempts: [] })
    expect(delivery?.webhook).toEqual({ id: wanted.id, url: wanted.url, secret: 'whsec_abc', disabled: false })
    expect(JSON.parse(delivery?.body ?? '')).toEqual(regression)
    expect((await store.deliveries.list(other.id, { limit: 10 })).items).toEqual([])
    for (const { id } of [wanted, disabled, other]) await store.webhooks.remove(id)
    expect(await store.deliveries.find(first)).toBeUndefined()
  })

  test('keep each attempt of a delivery, and when the next is due', async () => {
    const webhook = await newWebhook()
    const ping: WebhookBody = { type: 'ping', timestamp: '2026-01-02T03:04:05.000Z', data: { webhookId: webhook.id } }
    const id = await store.deliveries.add(webhook.id, newId(), ping)
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
    await store.deliveries.recordAttempt(id, attempt, { state: 'waiting', nextAttemptAt })
    expect(await due(nextAttemptAt.getTime() - 1)).toBe(false)
    expect(await due(nextAttemptAt.getTime())).toBe(true)
    const delivered = { ...attempt, status: 200, error: null, answer: 'ok' }
    await store.deliveries.recordAttempt(id, delivered, { state: 'delivered', nextAttemptAt: null })
    expect(await due(Date.now() + 3_600_000)).toBe(false)
    const { items } = await store.deliveries.list(webhook.id, { limit: 10 })
    const attempts = [{ ...attempt, answer: 'no\uFFFD' }, delivered]
    expect(items).toMatchObject([{ id, type: 'ping', state: 'delivered', attempts, nextAttemptAt: null }])
  })

  test('that are gone take no deliveries', async () => {
    const ping: WebhookBody = { type: 'ping', timestamp: '2026-01-02T03:04:05.000Z', data: { webhookId: 'nowhere' } }
    await expect(store.deliveries.add('nowhere', newId(), ping)).rejects.toMatchObject({ code: 'unknown-webhook' })
    const attempt = { at: ping.timestamp, status: null, error: 'refused', answer: '', milliseconds: 1 }
    const recorded = store.deliveries.recordAttempt('nowhere', attempt, { state: 'failed', nextAttemptAt: null })
    await expect(recorded).rejects.toMatchObject({ code: 'unknown-delivery' })
  })
})
