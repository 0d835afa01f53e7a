import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Migration {
  readonly name: string
  readonly sql: string
  /** sha-256 of the script, as Prisma records it. */
  readonly checksum: string
}

// src and dist lie side by side, so that this holds for the source and for what is built from it.
export const MIGRATIONS = fileURLToPath(new URL('../../../../prisma/migrations', import.meta.url))

/** The migrations in the order in which they apply. */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => existsSync(join(directory, name, 'migration.sql')))
  return await Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}
