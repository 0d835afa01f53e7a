import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { query, startTestPostgres, type TestPostgres } from './postgres.fixture.ts'
import { openStore, type Store } from './store.ts'
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

/** Whether somebody waits in Postgres for an advisory lock. */
async function somebodyWaits(): Promise<void> {
  const waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
  while ((await query(url, waiting)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
}

describe('exclusively', () => {
  test('lets one at a time do something for a bisection, in one process and in several', async () => {
    let inside = 0
    let most = 0
    const act = async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 5))
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
    expect(await here.bisections.open()).toEqual([])
    release()
    await Promise.all(waiting)
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
      await somebodyWaits()
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
      await new Promise((resolve) => setTimeout(resolve, 100))
    })
    await expect(lost).rejects.toThrow(StoreUnavailable)
    expect(await here.bisections.exclusively('lost', async () => 'again')).toBe('again')
  })
})
