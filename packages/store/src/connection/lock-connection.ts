import pg from 'pg'

/** One session of Postgres that holds any number of advisory locks. */
export interface LockConnection {
  /** Why the session is over, and its locks with it; undefined while it lasts. */
  readonly broken: Error | undefined
  /**
   * Takes the lock if it is free; never waits. Within one session a name must be held once at a
   * time.
   */
  tryLock(name: string): Promise<boolean>
  /** Releases the lock. Returns why it was not held any more, if it was not. */
  unlock(name: string): Promise<Error | undefined>
  close(): Promise<void>
}

// A host that lost its power closes no connection: Postgres probes it and ends its session within a
// minute.
const DETECT_DEAD_HOST = 'SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3'

// Statements here never block: a server that does not answer one within this time does not answer
// at all.
const STATEMENT_MS = 30_000

/** @throws what node-postgres says when the connection fails */
export async function openLockConnection(connectionString: string): Promise<LockConnection> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    query_timeout: STATEMENT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'kbisect locks',
  })
  let broken: Error | undefined
  const end = (error: Error) => {
    broken ??= error
  }
  client.on('error', end)
  client.on('end', () => end(new Error('Connection terminated')))
  let last: Promise<unknown> = Promise.resolve()
  /** One statement at a time, in the order in which they are asked for. */
  const ask = (sql: string, values: string[]): Promise<boolean> => {
    const mine = last.then(() => askNow(sql, values))
    last = mine.catch(() => {})
    return mine
  }
  /** What fails ends the session: whether its locks still stand cannot be known. */
  const askNow = async (sql: string, values: string[]): Promise<boolean> => {
    if (broken) throw broken
    try {
      const { rows } = await client.query<{ done: boolean }>(sql, values)
      return rows[0]?.done ?? false
    } catch (error) {
      end(error as Error)
      client.end().catch(() => {})
      throw error
    }
  }
  try {
    await client.connect()
    await client.query(DETECT_DEAD_HOST)
  } catch (error) {
    client.end().catch(() => {})
    throw error
  }
  return {
    get broken() {
      return broken
    },
    tryLock: (name) => ask('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS done', [name]),
    async unlock(name) {
      try {
        const wasHeld = await ask('SELECT pg_advisory_unlock(hashtextextended($1, 0)) AS done', [name])
        return wasHeld ? undefined : new Error('Postgres does not have it')
      } catch (error) {
        return error as Error
      }
    },
    close: () => client.end().catch(() => {}),
  }
}
