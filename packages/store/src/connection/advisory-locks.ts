import { setTimeout as sleep } from 'node:timers/promises'
import { asStoreError } from './database-errors.ts'
import { type LockConnection, openLockConnection } from './lock-connection.ts'
import { StoreUnavailable } from './store-error.ts'

// Milliseconds between two attempts at a lock that another process holds.
const RETRY_MS = 10
const RETRY_MOST_MS = 100

export interface ExclusiveLocks {
  /**
   * Runs `use` while no other caller, here or in another process, does so for the same name; waits
   * for its turn. Any number of names can be held and waited for at once. Must not be nested: a use
   * case takes one lock, once.
   * @throws StoreUnavailable also when the connection broke while `use` ran: another process may
   * have run beside it
   */
  exclusively<T>(name: string, use: () => Promise<T>): Promise<T>
  /** Those that wait then throw StoreUnavailable. */
  close(): Promise<void>
}

/**
 * Opens session locks of Postgres on one connection of their own, however many are held or waited
 * for: Prisma's pool stays free for the queries of those who hold one, and a process never runs out
 * of connections for locks. A lock ends with the connection, so a process that dies leaves none
 * behind.
 *
 * The work under a lock runs git and Redis and takes its own transactions, so that a lock of one
 * transaction would not cover it. As all names share the connection, no statement may block on it:
 * a lock is tried until it is free, and callers of one process queue in memory.
 */
export function openExclusiveLocks(databaseUrl: string): ExclusiveLocks {
  const closing = new AbortController()
  const inTurn = openTurns()
  let current: Promise<LockConnection> | undefined

  const connection = async (): Promise<LockConnection> => {
    current ??= openLockConnection(databaseUrl)
    const opening = current
    try {
      const opened = await opening
      if (opened.broken === undefined) return opened
    } catch (error) {
      if (current === opening) current = undefined
      throw error
    }
    if (current === opening) current = undefined
    return await connection()
  }

  const lock = async (key: string): Promise<LockConnection> => {
    for (let wait = RETRY_MS; ; wait = Math.min(wait * 2, RETRY_MOST_MS)) {
      if (closing.signal.aborted) throw new StoreUnavailable(new Error('the store is closed'))
      const held = await connection()
      if (await held.tryLock(key)) return held
      await sleep(wait, undefined, { signal: closing.signal }).catch(() => {})
    }
  }

  const hold = async <T>(name: string, use: () => Promise<T>): Promise<T> => {
    const key = `kbisect ${name}`
    const held = await lock(key).catch((error: unknown) => {
      throw asStoreError(error)
    })
    let result: T
    try {
      result = await use()
    } catch (error) {
      await held.unlock(key)
      throw error
    }
    const lost = await held.unlock(key)
    if (lost) throw new StoreUnavailable(lost, `the lock on ${name} was lost while it was held`)
    return result
  }

  return {
    exclusively: (name, use) => inTurn(name, () => hold(name, use)),
    async close() {
      closing.abort()
      await current?.then((opened) => opened.close()).catch(() => {})
    },
  }
}

/** Within this process, each name is one queue: only its head tries for the lock. */
function openTurns(): <T>(name: string, use: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>()
  return (name, use) => {
    const before = last.get(name) ?? Promise.resolve()
    const mine = before.then(use, use)
    last.set(name, mine)
    const leave = () => {
      if (last.get(name) === mine) last.delete(name)
    }
    mine.then(leave, leave)
    return mine
  }
}
