import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EmbeddedServer, startEmbeddedPostgres } from '@kbisect/supervisor'
import pg from 'pg'
import { migrate } from '../migrate/migrate.ts'
import { openStore, type Store } from '../store.ts'

/** A private Postgres for the tests of one file. */
export interface TestPostgres {
  /** A fresh database, migrated, or empty; answers its URL. */
  database(content?: 'migrated' | 'empty'): Promise<string>
  /** The URL of a database that is not there. */
  absentDatabase(): string
  stop(): Promise<void>
  /** On the same port and data. */
  start(): Promise<void>
  /** Stops it and removes its data. */
  remove(): Promise<void>
}

export async function startTestPostgres(): Promise<TestPostgres> {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-store-'))
  chmodSync(directory, 0o711)
  const options = { directory: join(directory, 'postgres'), logFile: join(directory, 'postgres.log') }
  let server: EmbeddedServer = await startEmbeddedPostgres(options)
  await migrate(server.url)
  let made = 0
  const named = (name: string) => Object.assign(new URL(server.url), { pathname: `/${name}` }).href
  return {
    async database(content = 'migrated') {
      made += 1
      const template = content === 'migrated' ? new URL(server.url).pathname.slice(1) : 'template0'
      await query(named('postgres'), `CREATE DATABASE test${made} TEMPLATE ${template}`)
      return named(`test${made}`)
    },
    absentDatabase: () => named(`absent${++made}`),
    stop: () => server.stop(),
    async start() {
      server = await startEmbeddedPostgres(options)
    },
    async remove() {
      await server.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

const keys = [Buffer.alloc(32, 7)]

/** The key of stored secrets in tests. */
export const testKeys = { find: () => keys, make: () => keys }

/** A store with a database of its own, on a Postgres of its own. */
export async function openTestStore(): Promise<{
  readonly store: Store
  readonly url: string
  remove(): Promise<void>
}> {
  const postgres = await startTestPostgres()
  const url = await postgres.database()
  const store = await openStore(url, { secretsKeys: testKeys })
  const remove = async () => {
    await store.close()
    await postgres.remove()
  }
  return { store, url, remove }
}

/** Runs SQL beside the store, to look at what it left and to disturb it. */
export async function query<Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(sql, values)).rows
  } finally {
    await client.end()
  }
}
