import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { asStoreError } from '../connection/database-errors.ts'
import { StoreError } from '../connection/store-error.ts'
import { waitForDatabase } from '../connection/wait-for-database.ts'
import { requireOwnDatabase } from './foreign-tables.ts'
import { MIGRATIONS, type Migration, readMigrations } from './migration-files.ts'

export interface MigrateOptions {
  /** How long to wait for a database that does not answer yet; default 30. */
  readonly waitSeconds?: number
  /** Default: the project's own. */
  readonly directory?: string
  /** Migrate also a database that has tables of another program. */
  readonly besideForeignTables?: boolean
}

// The one that Prisma takes, so that `prisma migrate deploy` and we wait for each other.
const PRISMA_LOCK = 72_707_369

/**
 * Brings a database up to date with `prisma/migrations`, as `prisma migrate deploy` would, without
 * Prisma's command line. Creates the database if it is not there. Any number of processes may do so
 * at once: one applies, the others wait.
 * @returns the names of the migrations that were applied now
 * @throws StoreUnavailable when the database does not answer within `waitSeconds`
 * @throws StoreError `database-foreign` when the database has tables of another program: nothing
 * was changed
 * @throws StoreError `migration-failed`, `migration-changed`, `migration-unknown`: nothing more was
 * applied
 */
export async function migrate(databaseUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = await readMigrations(options.directory ?? MIGRATIONS)
  const client = await waitForDatabase(databaseUrl, options.waitSeconds ?? 30)
  try {
    await client.query('SELECT pg_advisory_lock($1::bigint)', [PRISMA_LOCK])
    if (options.besideForeignTables !== true) await requireOwnDatabase(client, migrations)
    await client.query(PRISMA_TABLE)
    const applied: string[] = []
    for (const migration of wanted(migrations, await readRecords(client))) {
      await apply(client, migration)
      applied.push(migration.name)
    }
    return applied
  } catch (error) {
    throw asStoreError(error)
  } finally {
    await client.end().catch(() => {}) // and with it the lock
  }
}

const PRISMA_TABLE = `
  SET client_min_messages = warning;
  CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
  );
  RESET client_min_messages`

interface MigrationRecord {
  readonly name: string
  readonly checksum: string
  readonly finished: boolean
}

async function readRecords(client: pg.Client): Promise<MigrationRecord[]> {
  const { rows } = await client.query<MigrationRecord>(
    `SELECT "migration_name" AS name, "checksum", "finished_at" IS NOT NULL AS finished
     FROM "_prisma_migrations" WHERE "rolled_back_at" IS NULL`,
  )
  return rows
}

/** Those that are still to be applied. */
function wanted(migrations: readonly Migration[], records: readonly MigrationRecord[]): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  for (const { name, checksum, finished } of records) {
    const migration = known.get(name)
    if (!finished) throw failed(name)
    if (!migration) throw unknown(name)
    if (migration.checksum !== checksum) throw changed(name)
  }
  const done = new Set(records.map((record) => record.name))
  return migrations.filter((migration) => !done.has(migration.name))
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID()
  await client.query(
    'INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at") VALUES ($1, $2, $3, clock_timestamp())',
    [id, checksum, name],
  )
  try {
    await client.query(sql) // several statements in one query are one transaction
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    await client.query('UPDATE "_prisma_migrations" SET "logs" = $2 WHERE "id" = $1', [id, why])
    throw failed(name, error)
  }
  const done = 'SET "finished_at" = clock_timestamp(), "applied_steps_count" = 1'
  await client.query(`UPDATE "_prisma_migrations" ${done} WHERE "id" = $1`, [id])
}

function failed(name: string, cause?: unknown): StoreError {
  const why = cause instanceof Error ? `: ${cause.message}` : '; see its logs in the table _prisma_migrations'
  const hint = `fix what it stumbled over, then \`npx prisma migrate resolve --rolled-back ${name}\` and start again`
  return new StoreError('migration-failed', `the migration ${name} failed${why}`, hint, cause)
}

function changed(name: string): StoreError {
  const hint = 'restore the migration as it was, and put changes into a new one'
  return new StoreError('migration-changed', `the migration ${name} was applied and has been edited since`, hint)
}

function unknown(name: string): StoreError {
  const message = `the database has the migration ${name}, which this version of kbisect does not know`
  return new StoreError(
    'migration-unknown',
    message,
    'run the newer version of kbisect that migrated it; if another program uses this database, name another one in DATABASE_URL',
  )
}
