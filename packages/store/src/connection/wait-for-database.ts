import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { codeOf } from './database-errors.ts'
import { StoreUnavailable } from './store-error.ts'

const RETRY_MS = 250

/**
 * Connects, and keeps trying for so many seconds while the server is not there or still starts.
 * Creates the database if the server has none of that name. The caller ends the client.
 * @throws StoreUnavailable
 */
export async function waitForDatabase(connectionString: string, seconds: number): Promise<pg.Client> {
  const deadline = performance.now() + seconds * 1000
  for (;;) {
    try {
      return await connect(connectionString)
    } catch (error) {
      const code = codeOf(error)
      if (code === NO_SUCH_DATABASE) await createDatabase(connectionString)
      else if (!MAY_YET_COME.has(code)) throw new StoreUnavailable(error)
      if (performance.now() >= deadline) {
        throw new StoreUnavailable(error, `the database did not answer within ${seconds} s`)
      }
    }
    await sleep(RETRY_MS)
  }
}

const NO_SUCH_DATABASE = '3D000'

// Nobody listens yet, the name is not known yet, the server starts or has all its connections
// taken.
const MAY_YET_COME = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['57P03', '53300', NO_SUCH_DATABASE],
])

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    application_name: 'kbisect migrate',
  })
  client.on('error', () => {}) // a query that runs is told by its own rejection
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
}

async function createDatabase(connectionString: string): Promise<void> {
  const at = new URL(connectionString)
  const name = decodeURIComponent(at.pathname.slice(1))
  at.pathname = '/postgres'
  try {
    const client = await connect(at.href)
    try {
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`)
    } finally {
      await client.end()
    }
  } catch (error) {
    // 42P04, 23505: another process was quicker.
    if (!['42P04', '23505'].includes(codeOf(error)))
      throw new StoreUnavailable(error, `cannot create the database ${name}`)
  }
}
