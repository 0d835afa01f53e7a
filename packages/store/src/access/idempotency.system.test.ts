import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../connection/new-id.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})

afterAll(() => opened?.remove())

const start = new Date('2026-01-02T03:04:05Z')
const after = (minutes: number): Date => new Date(start.getTime() + minutes * 60_000)
const request = (changes = {}) => ({ tokenId: 'token', key: newId(), requestHash: 'a', ...changes })

describe('a stored response', () => {
  test('is that of the one request of many that got the key', async () => {
    const key = request()
    const claims = await Promise.all([1, 2, 3, 4, 5].map(() => store.idempotency.claim(key, start)))
    expect(claims.filter((claim) => claim === 'ours')).toHaveLength(1)
    expect(claims.filter((claim) => claim === 'being answered')).toHaveLength(4)
    const answer = { status: 201, location: '/x/1', answer: 'sealed\0' }
    await store.idempotency.keep(key, answer)
    expect(await store.idempotency.claim(key, after(1))).toEqual({ ...answer, answer: 'sealed\uFFFD' })
  })

  test('belongs to its token and its request', async () => {
    const key = request()
    await store.idempotency.claim(key, start)
    await store.idempotency.keep(key, { status: 204, location: null, answer: null })
    expect(await store.idempotency.claim({ ...key, requestHash: 'b' }, start)).toBe('another request')
    expect(await store.idempotency.claim({ ...key, tokenId: 'other' }, start)).toBe('ours')
    expect(await store.idempotency.claim(key, start)).toEqual({ status: 204, location: null, answer: null })
  })

  test('is kept for a day', async () => {
    const key = request()
    await store.idempotency.claim(key, start)
    await store.idempotency.keep(key, { status: 201, location: null, answer: 'x' })
    expect(await store.idempotency.claim(key, after(24 * 60 - 1))).toMatchObject({ answer: 'x' })
    expect(await store.idempotency.claim({ ...key, requestHash: 'b' }, after(24 * 60 + 1))).toBe('ours')
  })

  test('of a request that failed, or whose service died, is made again', async () => {
    const failed = request()
    await store.idempotency.claim(failed, start)
    await store.idempotency.release(failed)
    expect(await store.idempotency.claim(failed, start)).toBe('ours')
    const dead = request()
    await store.idempotency.claim(dead, start)
    expect(await store.idempotency.claim(dead, after(29))).toBe('being answered')
    expect(await store.idempotency.claim(dead, after(31))).toBe('ours')
  })

  test('that is there is not given back by one that failed', async () => {
    const key = request()
    await store.idempotency.claim(key, start)
    await store.idempotency.keep(key, { status: 201, location: null, answer: 'x' })
    await store.idempotency.release(key)
    expect(await store.idempotency.claim(key, start)).toMatchObject({ answer: 'x' })
  })
})

describe('the audit', () => {
  test('lists what was done, newest first, by subject where asked', async () => {
    const subject = newId()
    const entry = { tokenId: null, who: 'ann', action: 'bisection.create', detail: { tree: 'mainline' } }
    await store.audit.add({ ...entry, subject })
    await store.audit.add({ ...entry, subject: newId() })
    await store.audit.add({ ...entry, subject, action: 'bisection.cancel', detail: {} })
    const first = await store.audit.list({ subject, limit: 1 })
    expect(first.items).toMatchObject([{ who: 'ann', action: 'bisection.cancel', subject }])
    const second = await store.audit.list({ subject, limit: 1, cursor: first.next ?? '' })
    expect(second).toMatchObject({ items: [{ action: 'bisection.create', detail: { tree: 'mainline' } }], next: null })
    expect((await store.audit.list({ limit: 2 })).items.map(({ action }) => action)).toEqual([
      'bisection.cancel',
      'bisection.create',
    ])
  })
})
