import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})
afterAll(() => opened?.remove())

const now = new Date('2026-03-01T12:00:00Z')
const later = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)

test('of many that take a login code at once, one gets it', async () => {
  const code = { nonce: 'aaaaaaaaaaaaaaaa', expiresAt: later(15) }
  expect(await store.loginCodes.isTaken(code)).toBe(false)
  const taken = await Promise.all([1, 2, 3, 4, 5].map(() => store.loginCodes.take(code, now)))
  expect(taken.filter(Boolean)).toHaveLength(1)
  expect(await store.loginCodes.isTaken(code)).toBe(true)
})

test('the store forgets codes that are expired, and keeps the others', async () => {
  const [first, second] = [
    { nonce: 'bbbbbbbbbbbbbbbb', expiresAt: later(5) },
    { nonce: 'cccccccccccccccc', expiresAt: later(15) },
  ]
  await store.loginCodes.take(first, now)
  await store.loginCodes.take(second, later(6))
  expect([await store.loginCodes.isTaken(first), await store.loginCodes.take(second, later(7))]).toEqual([false, false])
})
