import pg from 'pg'
import { asStoreError } from './database-errors.ts'
import { StoreUnavailable } from './store-error.ts'

// Those who wait for another process hold a connection each; the others queue in memory.
const MOST_CONNECTIONS = 4

export interface ExclusiveLocks {
  /**
   * Runs `use` while nobody else, here or in another process, does so for the same name; waits for its turn. The lock is
   * Postgres' own and ends with our connection, so a process that dies never leaves it behind. Not to be nested.
   * @throws StoreUnavailable also when the connection broke while `use` ran: somebody else may have run beside it.
   */
  exclusively<T>(name: string, use: () => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Locks on connections of their own: Prisma's pool stays free for the queries of those who hold one. */
export function openExclusiveLocks(databaseUrl: string): ExclusiveLocks {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'kbisect locks',
  })
  pool.on('error', () => {}) // an idle connection broke: the pool drops it and opens another when it needs one
  pool.on('connect', (client) => void client.query(NOTICE_A_DEAD_HOST).catch(() => {}))
  const inTurn = openTurns()
  return {
    exclusively: (name, use) => inTurn(name, () => holdingLock(pool, name, use)),
    close: () => pool.end(),
  }
}

// A host that lost its power closes no connection: Postgres asks after it and lets go within a minute.
const NOTICE_A_DEAD_HOST =
  'SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3'

async function holdingLock<T>(pool: pg.Pool, name: string, use: () => Promise<T>): Promise<T> {
  const client = await lock(pool, name)
  let broken: Error | undefined
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    const result = await use()
    if (broken) throw new StoreUnavailable(broken, `the lock on ${name} was lost while it was held`)
    return result
  } finally {
    await unlock(client, name, broken)
    client.off('error', onError)
  }
}

async function lock(pool: pg.Pool, name: string): Promise<pg.PoolClient> {
  let client: pg.PoolClient | undefined
  try {
    client = await pool.connect()
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`kbisect ${name}`])
    return client
  } catch (error) {
    client?.release(true)
    throw asStoreError(error)
  }
}

async function unlock(client: pg.PoolClient, name: string, broken: Error | undefined): Promise<void> {
  try {
    if (!broken) await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`kbisect ${name}`])
    client.release(broken)
  } catch {
    client.release(true) // closing the connection lets go of the lock just as well
  }
}

/** Within this process, each name is one queue: only its head takes a connection. */
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
