import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../store.ts'
import { startTestPostgres, type TestPostgres } from './postgres.fixture.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
})

afterAll(() => postgres?.remove())

test('a query and a transaction that get no connection in time say that the store is unavailable', async () => {
  const url = await postgres.database()
  const store = await openStore(url, { maxConnections: 1, waitSeconds: 0.5 })
  const other = new pg.Client({ connectionString: url })
  await other.connect()
  try {
    await other.query('BEGIN; LOCK TABLE "Token" IN ACCESS EXCLUSIVE MODE')
    // Takes the only connection, and waits for the lock.
    const held = store.tokens.list({ limit: 50 })
    const unavailable = { name: 'InfrastructureError', code: 'store-unavailable' }
    await Promise.all([
      expect(store.bisections.overview()).rejects.toMatchObject(unavailable),
      expect(store.bisections.facts('nowhere')).rejects.toMatchObject(unavailable),
      expect(store.trees.all()).rejects.toMatchObject(unavailable),
    ])
    await other.query('COMMIT')
    expect((await held).items).toEqual([])
    expect((await store.bisections.overview()).running).toEqual([])
  } finally {
    await other.end()
    await store.close()
  }
})
