import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { storedBisection } from '../bisections/bisection.fixture.ts'
import { query, startTestPostgres, type TestPostgres } from '../connection/postgres.fixture.ts'
import { StoreUnavailable } from '../connection/store-error.ts'
import { openStore, type Store } from '../store.ts'
import { EVENT_LOCK } from './event-store.ts'

let postgres: TestPostgres
let url: string
let store: Store
let id: string

beforeAll(async () => {
  postgres = await startTestPostgres()
  url = await postgres.database()
  store = await openStore(url)
})

beforeEach(async () => {
  id = await storedBisection(store)
})

afterAll(async () => {
  await store?.close()
  await postgres?.remove()
})

/** Listens, and lets a test wait for what comes. */
async function startListening(on: Store) {
  const heard: { id: number; bisectionId: string }[] = []
  const stop = await on.events.listen((eventId, bisectionId) => heard.push({ id: eventId, bisectionId }))
  const atLeast = async (count: number) => {
    await vi.waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(count), 120_000)
    return heard
  }
  return { heard, atLeast, stop }
}

const listed = async (bisectionId: string, after = 0) => await store.events.list({ bisectionId, after, limit: 100 })

describe('events', () => {
  test('are listed in order, from where the reader was', async () => {
    await store.bisections.addEvent(id, 'created', 'created')
    await store.bisections.addEvent(id, 'stage', 'now narrowing \0', { stage: 'narrow' })
    const [first, second] = await listed(id)
    expect(first).toMatchObject({ bisectionId: id, type: 'created', message: 'created', data: {} })
    expect(second).toMatchObject({ type: 'stage', message: 'now narrowing \uFFFD', data: { stage: 'narrow' } })
    expect(await listed(id, first?.id)).toEqual([second])
    expect(await store.events.list({ bisectionId: id, after: 0, limit: 1 })).toEqual([first])
    expect(await store.events.list({ after: second?.id ?? 0, limit: 10 })).toEqual([])
    expect(Math.abs(Date.now() - Date.parse(second?.at ?? ''))).toBeLessThan(60_000)
  })

  test('become visible in the order of their ids, so that a reader who saw the last misses none', async () => {
    const slow = new pg.Client({ connectionString: url })
    await slow.connect()
    await slow.query('BEGIN')
    await slow.query('SELECT pg_advisory_xact_lock($1::bigint)', [String(EVENT_LOCK)])
    const insert = `INSERT INTO "Event" ("bisectionId", "type", "message", "data") VALUES ($1, 'stage', 'slow', '{}')`
    await slow.query(insert, [id])
    const quick = store.bisections.addEvent(id, 'stage', 'quick')
    const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    await vi.waitFor(async () => expect(await query(url, waiting)).not.toEqual([]), 120_000)
    expect(await listed(id)).toEqual([])
    await slow.query('COMMIT')
    await slow.end()
    await quick
    expect((await listed(id)).map((event) => event.message)).toEqual(['slow', 'quick'])
  })
})

describe('listen', () => {
  test('hears each event that any process writes, once and in order, with its bisection', async () => {
    await store.bisections.addEvent(id, 'created', 'before anybody listened')
    const other = await openStore(url)
    const listener = await startListening(other)
    try {
      await Promise.all(Array.from({ length: 20 }, () => store.bisections.addEvent(id, 'stage', 'stage')))
      await listener.atLeast(20)
      const events = (await listed(id)).slice(1).map((event) => ({ id: event.id, bisectionId: id }))
      expect(listener.heard).toEqual(events)
    } finally {
      await other.close()
    }
  })

  test('hears nothing more once it is stopped', async () => {
    const stopped = await startListening(store)
    const other = await startListening(store)
    await stopped.stop()
    await stopped.stop()
    await store.bisections.addEvent(id, 'stage', 'stage')
    await other.atLeast(1)
    expect(stopped.heard).toEqual([])
    await other.stop()
  })

  test('makes up for what was written while its connection was broken', async () => {
    const listener = await startListening(store)
    await store.bisections.addEvent(id, 'created', 'heard at once')
    await listener.atLeast(1)
    const listening = "FROM pg_stat_activity WHERE application_name = 'kbisect events'"
    await query(url, `SELECT pg_terminate_backend(pid, 5000) ${listening}`)
    await store.bisections.addEvent(id, 'stage', 'while it was away')
    await listener.atLeast(2)
    await store.bisections.addEvent(id, 'stage', 'when it was back')
    const ids = (await listed(id)).map((event) => event.id)
    expect((await listener.atLeast(3)).map((event) => event.id)).toEqual(ids)
    await listener.stop()
  })

  test('survives a restart of Postgres, as the store does', async () => {
    const listener = await startListening(store)
    await postgres.stop()
    await expect(store.bisections.running()).rejects.toThrow(StoreUnavailable)
    await expect(store.bisections.addEvent(id, 'stage', 'stage')).rejects.toThrow(StoreUnavailable)
    await expect(store.bisections.exclusively(id, async () => {})).rejects.toThrow(StoreUnavailable)
    await expect(store.bisections.saveRange(id, [])).rejects.toThrow(StoreUnavailable)
    await expect(store.events.listen(() => {})).rejects.toThrow(StoreUnavailable)
    await expect(openStore(url)).rejects.toMatchObject({
      code: 'store-unavailable',
      hint: expect.stringContaining('DATABASE_URL'),
    })
    await postgres.start()
    await store.bisections.addEvent(id, 'stage', 'after the restart')
    expect(await listener.atLeast(1)).toMatchObject([{ bisectionId: id }])
    await listener.stop()
  })

  test('ends at once while it waits for Postgres to come back', async () => {
    const own = await openStore(url)
    await own.events.listen(() => {})
    await postgres.stop()
    await own.close()
    await postgres.start()
    expect(await store.bisections.find(id)).toBeDefined()
  })
})
