import type pg from 'pg'
import { StoreError } from '../connection/store-error.ts'
import type { Migration } from './migration-files.ts'

// Tables of extensions, such as those of PostGIS, are nobody's data.
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname NOT IN ('information_schema') AND n.nspname NOT LIKE 'pg\\_%'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
  ORDER BY 1`

const SHOWN = 10

/**
 * Refuses a database that another program uses: it has tables, and kbisect's first migration was
 * never applied to it. A database that kbisect has migrated once is kbisect's, whatever else is in
 * it.
 * @throws StoreError `database-foreign` naming the tables
 */
export async function requireOwnDatabase(client: pg.Client, migrations: readonly Migration[]): Promise<void> {
  if (await wasMigrated(client, migrations)) return
  const { rows } = await client.query<{ name: string }>(TABLES)
  const tables = rows.map(({ name }) => name)
  // An empty table of migrations is all that a start that was interrupted leaves.
  if (tables.length === 0 || (tables.length === 1 && (await hasNoRecords(client)))) return
  const { rows: names } = await client.query<{ name: string }>('SELECT current_database() AS name')
  const more = tables.length > SHOWN ? ` and ${tables.length - SHOWN} more` : ''
  throw new StoreError(
    'database-foreign',
    `the database "${names[0]?.name}" at ${client.host}:${client.port} belongs to another program: it has the tables ${tables.slice(0, SHOWN).join(', ')}${more}; nothing was changed`,
    'name an empty database in DATABASE_URL, or unset it to use a private one; to put kbisect beside these tables, start it once with `kbisect serve --yes` or `npm start -- --yes`',
  )
}

async function hasMigrationsTable(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS there`,
  )
  return rows[0]?.there === true
}

async function hasNoRecords(client: pg.Client): Promise<boolean> {
  if (!(await hasMigrationsTable(client))) return false
  const { rows } = await client.query(`SELECT FROM "_prisma_migrations" LIMIT 1`)
  return rows.length === 0
}

async function wasMigrated(client: pg.Client, [first]: readonly Migration[]): Promise<boolean> {
  if (!(await hasMigrationsTable(client))) return false
  const { rows } = await client.query(`SELECT FROM "_prisma_migrations" WHERE "migration_name" = $1 LIMIT 1`, [
    first?.name,
  ])
  return rows.length > 0
}
