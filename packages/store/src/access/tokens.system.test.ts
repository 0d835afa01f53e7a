import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let url: string
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store, url } = opened)
})

afterAll(() => opened?.remove())

test('tokens are valid until they are revoked, and are kept as hashes', async () => {
  const { token, ...made } = await store.tokens.create({ name: 'laptop', scope: 'submit', expiresAt: null })
  expect(await store.tokens.valid(token)).toMatchObject({ id: made.id, name: 'laptop', scope: 'submit' })
  expect(await store.tokens.active(made.id)).toMatchObject({ name: 'laptop' })
  expect(await store.tokens.valid(`${token}x`)).toBeUndefined()
  expect(await store.tokens.valid('')).toBeUndefined()
  expect(JSON.stringify(await query(url, 'SELECT * FROM "Token"'))).not.toContain(token)
  expect(await store.tokens.revoke(made.id)).toBe(true)
  expect(await store.tokens.revoke(made.id)).toBe(false)
  expect(await store.tokens.valid(token)).toBeUndefined()
  expect(await store.tokens.active(made.id)).toBeUndefined()
  expect((await store.tokens.list({ limit: 200 })).items.map((item) => item.name)).toContain('laptop')
})

test('the first token is stored once, and stays revoked when a person revoked it', async () => {
  const made = await Promise.all([1, 2, 3].map(() => store.tokens.setFirst('a-token-of-ours')))
  expect(new Set(made.map((token) => token.id)).size).toBe(1)
  const id = made[0]?.id ?? ''
  expect(await store.tokens.valid('a-token-of-ours')).toMatchObject({ id, scope: 'admin' })
  await store.tokens.create({ name: 'second', scope: 'admin', expiresAt: null })
  await store.tokens.revoke(id)
  expect((await store.tokens.setFirst('a-token-of-ours')).revokedAt).not.toBeNull()
  expect(await store.tokens.valid('a-token-of-ours')).toBeUndefined()
})

test('two tokens that can be used do not share a name, and a name is free again once its token is revoked', async () => {
  const twin = { name: 'twin', scope: 'read', expiresAt: null } as const
  const first = await store.tokens.create(twin)
  await expect(store.tokens.create({ ...twin, scope: 'submit' })).rejects.toMatchObject({
    code: 'name-taken',
    hint: expect.stringContaining('revoke'),
  })
  const both = await Promise.allSettled([1, 2].map(() => store.tokens.create({ ...twin, name: 'at once' })))
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await store.tokens.revoke(first.id)
  expect((await store.tokens.create(twin)).id).not.toBe(first.id)
})

test('another first token replaces the one of before, which can be set again', async () => {
  const person = await store.tokens.create({ name: 'bootstrap', scope: 'admin', expiresAt: null })
  const before = await store.tokens.setFirst('first-of-before')
  await store.tokens.setFirst('first-of-now')
  expect(await store.tokens.valid('first-of-before')).toBeUndefined()
  expect(await store.tokens.active(before.id)).toBeUndefined()
  expect(await store.tokens.valid('first-of-now')).toMatchObject({ name: 'bootstrap', scope: 'admin' })
  expect(await store.tokens.valid(person.token)).toMatchObject({ id: person.id })
  await store.tokens.setFirst('first-of-before')
  expect(await store.tokens.valid('first-of-before')).toMatchObject({ id: before.id, revokedAt: null })
  expect(await store.tokens.valid('first-of-now')).toBeUndefined()
})

test('a token that a person created keeps its scope when it is set as the first', async () => {
  const person = await store.tokens.create({ name: 'reader', scope: 'read', expiresAt: null })
  expect(await store.tokens.setFirst(person.token)).toMatchObject({ id: person.id, scope: 'read' })
  await store.tokens.setFirst('first-after-the-reader')
  expect(await store.tokens.valid(person.token)).toMatchObject({ id: person.id })
})

test('a token ends when it was said to', async () => {
  const soon = new Date(Date.now() + 3_600_000)
  const { id, token } = await store.tokens.create({ name: 'visitor', scope: 'read', expiresAt: soon })
  expect(await store.tokens.valid(token)).toMatchObject({ expiresAt: soon.toISOString() })
  await query(url, `UPDATE "Token" SET "expiresAt" = now() - interval '1 second' WHERE "id" = $1`, [id])
  expect(await store.tokens.valid(token)).toBeUndefined()
  expect(await store.tokens.active(id)).toBeUndefined()
})

test('its use is noted, but not more often than once a minute', async () => {
  const { id, token } = await store.tokens.create({ name: 'busy', scope: 'read', expiresAt: null })
  const lastUse = async () => (await store.tokens.list({ limit: 200 })).items.find((item) => item.id === id)?.lastUsedAt
  expect(await lastUse()).toBeNull()
  await Promise.all([1, 2, 3].map(() => store.tokens.valid(token)))
  const first = await lastUse()
  expect(first).not.toBeNull()
  await store.tokens.active(id)
  expect(await lastUse()).toBe(first)
  await query(url, `UPDATE "Token" SET "lastUsedAt" = "lastUsedAt" - interval '61 seconds' WHERE "id" = $1`, [id])
  const earlier = await lastUse()
  await store.tokens.active(id)
  expect((await lastUse()) ?? '').not.toBe(earlier)
})

test('the last administrator stays, whoever asks and however many at once', async () => {
  for (const { id, scope, revokedAt } of (await store.tokens.list({ limit: 200 })).items)
    if (scope === 'admin' && revokedAt === null) await store.tokens.revoke(id).catch(() => false)
  const other = await store.tokens.create({ name: 'other', scope: 'admin', expiresAt: null })
  const over = await store.tokens.create({ name: 'over', scope: 'admin', expiresAt: new Date(Date.now() - 1) })
  const admins = (await store.tokens.list({ limit: 200 })).items.filter(
    (item) => item.scope === 'admin' && item.revokedAt === null,
  )
  const ids = admins.map(({ id }) => id).filter((id) => id !== over.id)
  expect([ids.length, ids.includes(other.id)]).toEqual([2, true])
  const results = await Promise.allSettled(ids.map((id) => store.tokens.revoke(id)))
  const refused = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []))
  expect(refused).toMatchObject([{ code: 'last-admin-token' }])
  expect(await store.tokens.revoke(over.id)).toBe(true)
})
