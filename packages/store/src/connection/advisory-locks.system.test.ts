import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openStore, type Store } from '../store.ts'
import { query, startTestPostgres, type TestPostgres } from './postgres.fixture.ts'
import { StoreUnavailable } from './store-error.ts'

let postgres: TestPostgres
let url: string
let here: Store
let there: Store

beforeAll(async () => {
  postgres = await startTestPostgres()
  url = await postgres.database()
  here = await openStore(url, { maxConnections: 2 })
  there = await openStore(url, { maxConnections: 2 })
})

afterAll(async () => {
  await here?.close()
  await there?.close()
  await postgres?.remove()
})

const LOADER = fileURLToPath(new URL('./typescript-loader.fixture.mjs', import.meta.url))
const HOLDER = fileURLToPath(new URL('./lock-holder.fixture.ts', import.meta.url))

async function startHolder(id: string): Promise<ChildProcess> {
  const args = ['--conditions=source', '--import', LOADER, HOLDER, url, id]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('the holder ended before it held the lock')))
  await Promise.race([once(child.stdout, 'data'), ended])
  ended.catch(() => {}) // from here on its end is wanted
  return child
}

/** Resolves when so many connections have tried for a lock last, as those do that wait for one. */
async function waiting(connections: number): Promise<void> {
  const trying =
    "SELECT 1 FROM pg_stat_activity WHERE application_name = 'kbisect locks' AND query LIKE '%pg_try_advisory_lock%' AND datname = current_database()"
  const count = async () => (await query(url, trying)).length
  await vi.waitFor(async () => expect(await count()).toBeGreaterThanOrEqual(connections), 120_000)
}

/** A promise with the function that resolves it. */
function openGate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}

describe('exclusively', () => {
  test('lets one at a time do something for a bisection, in one process and in several', async () => {
    let inside = 0
    let most = 0
    const act = async () => {
      most = Math.max(most, ++inside)
      for (let at = 0; at < 3; at++) await query(url, 'SELECT 1')
      inside -= 1
    }
    const all = Array.from({ length: 20 }, (_, at) => (at % 2 ? here : there).bisections.exclusively('same', act))
    await Promise.all(all)
    expect(most).toBe(1)
  })

  test('lets different bisections go on beside each other', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const one = here.bisections.exclusively('one', () => held)
    expect(await here.bisections.exclusively('two', async () => 'done')).toBe('done')
    release()
    await one
  })

  test('leaves the pool free for queries, however many wait', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const waiting = Array.from({ length: 30 }, (_, at) => here.bisections.exclusively(`name ${at % 3}`, () => held))
    expect(await here.bisections.running()).toEqual([])
    release()
    await Promise.all(waiting)
  })

  test('holds more names at once than there are connections, and lets as many others wait for them', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `at once ${at}`)
    const inside = new Set<string>()
    const all = openGate()
    const enter = (store: Store, name: string) => async () => {
      expect(inside.has(name)).toBe(false)
      inside.add(name)
      if (store === here && inside.size === names.length) all.open()
      await all.opened
      inside.delete(name)
      return name
    }
    const held = names.map((name) => here.bisections.exclusively(name, enter(here, name)))
    await Promise.race([all.opened, Promise.all(held)])
    const after = names.map((name) => there.bisections.exclusively(name, enter(there, name)))
    expect(await Promise.all([...held, ...after])).toEqual([...names, ...names])
    const connections = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'kbisect locks'"
    expect(await query(url, connections)).toHaveLength(2)
  })

  test('throws StoreUnavailable to those who wait when the store is closed', async () => {
    const own = await openStore(url, { maxConnections: 2 })
    const [gate, entered] = [openGate(), openGate()]
    const held = here.bisections.exclusively('closed', () => {
      entered.open()
      return gate.opened
    })
    await entered.opened
    const waits = own.bisections.exclusively('closed', async () => 'entered')
    const refused = waits.catch((error: unknown) => error)
    await waiting(1)
    await own.close()
    expect(await refused).toBeInstanceOf(StoreUnavailable)
    gate.open()
    await held
  })

  test('passes on what the work answers and throws, and is free again afterwards', async () => {
    const failing = here.bisections.exclusively('thrown', () => Promise.reject(new Error('the work failed')))
    await expect(failing).rejects.toThrow('the work failed')
    expect(await there.bisections.exclusively('thrown', async () => 42)).toBe(42)
  })

  test('does not take an error of the work for one of the database', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    await expect(here.bisections.exclusively('redis', () => Promise.reject(refused))).rejects.toBe(refused)
  })

  test('is free again when the process that held it is killed', async () => {
    const holder = await startHolder('killed')
    try {
      let entered = false
      const mine = here.bisections.exclusively('killed', async () => {
        entered = true
      })
      await waiting(2)
      expect(entered).toBe(false)
      holder.kill('SIGKILL')
      await mine
      expect(entered).toBe(true)
    } finally {
      holder.kill('SIGKILL')
    }
  })

  test('says so when the lock was lost while it was held', async () => {
    const lost = here.bisections.exclusively('lost', async () => {
      await query(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kbisect locks'",
      )
      const connections = "SELECT 1 FROM pg_stat_activity WHERE application_name = 'kbisect locks'"
      await vi.waitFor(async () => expect(await query(url, connections)).toEqual([]), 120_000)
    })
    await expect(lost).rejects.toThrow(StoreUnavailable)
    expect(await here.bisections.exclusively('lost', async () => 'again')).toBe('again')
  })
})
