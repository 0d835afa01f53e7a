import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { query, startTestPostgres, type TestPostgres } from '../connection/postgres.fixture.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS, readMigrations } from './migration-files.ts'

let postgres: TestPostgres

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.remove())

/** A database with the schema of before a migration. */
async function before(migration: string): Promise<string> {
  const url = await postgres.database('empty')
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-migrations-'))
  cpSync(MIGRATIONS, directory, { recursive: true })
  for (const { name } of await readMigrations(MIGRATIONS))
    if (name >= migration) rmSync(join(directory, name), { recursive: true })
  await migrate(url, { directory })
  rmSync(directory, { recursive: true })
  return url
}

test('the migration joins stored regressions of one culprit, test and tree, and keeps what was said last', async () => {
  const url = await before('20261130233100_one_regression')
  await query(url, `INSERT INTO "Tree" ("id", "name", "url") VALUES ('t', 't', '/t'), ('u', 'u', '/u')`)
  const columns = `("id", "treeId", "request", "targets", "goodRef", "goodHash", "badRef", "badHash", "title", "state",
    "stage", "question", "culpritHash", "targetName", "architecture", "testKind", "config")`
  const add = async (
    id: string,
    culprit: string | null,
    more: { tree?: string; test?: object; question?: string } = {},
  ) => {
    const { tree = 't', test: asked, question = id } = more
    await query(
      url,
      `INSERT INTO "Bisection" ${columns} VALUES ($1, $2, $3::jsonb, '[]', 'g', 'g', 'b', 'b', 't', 'finished', 'done', $4, $5, 'arm64', 'arm64', 'boot', 'defconfig')`,
      [id, tree, JSON.stringify(asked ? { test: asked } : {}), question, culprit],
    )
    await query(
      url,
      `INSERT INTO "Regression" ("id", "bisectionId", "treeId", "goodHash", "badHash", "targetName", "architecture", "testKind", "foundAt")
       VALUES ('r' || $1, $1, $2, 'g', 'b', 'arm64', 'arm64', 'boot', '2026-01-01'::timestamptz + ascii($1) * interval '1 s')`,
      [id, tree],
    )
  }
  await add('a', 'c1')
  await add('b', 'c1', { test: { kind: 'boot' } })
  await add('c', 'c1', { test: { kind: 'script', script: 'x' } })
  await add('d', 'c1', { tree: 'u' })
  await add('e', 'c2')
  await add('f', null, { question: 'b' })
  await add('g', null, { question: 'open' })
  await add('h', null, { question: 'open' })
  const said = async (id: string, state: string, at: string) =>
    query(url, `UPDATE "Regression" SET "state" = $2, "mark" = $3::jsonb WHERE "id" = $1`, [
      ...[id, state, JSON.stringify({ state, at })],
    ])
  await said('ra', 'known', '2026-02-01T00:00:00.000Z')
  await said('rb', 'claimed', '2026-02-02T00:00:00.000Z')
  await migrate(url)
  const rows = await query<{ id: string; duplicateOf: string | null; state: string }>(
    url,
    'SELECT "id", "duplicateOf", "state" FROM "Regression" ORDER BY "id"',
  )
  expect(rows.map(({ id, duplicateOf }) => `${id} ${duplicateOf}`)).toEqual([
    ...['ra null', 'rb ra', 'rc null', 'rd null', 're null', 'rf ra', 'rg null', 'rh rg'],
  ])
  expect(rows[0]?.state).toBe('claimed')
})

test('the migration gives tokens of the same name different ones, and the oldest keeps it', async () => {
  const url = await before('20261130233200_token_names')
  await query(
    url,
    `INSERT INTO "Token" ("id", "name", "hash", "createdAt", "bootstrap", "revokedAt") VALUES
       ('abcdefgh1', 'ci', '1', '2026-01-02', false, NULL), ('bcdefghi1', 'ci', '2', '2026-01-01', false, NULL),
       ('cdefghij1', 'ci', '3', '2025-01-01', false, '2026-01-01'), ('defghijk1', 'bootstrap', '4', '2026-01-02', true, NULL),
       ('efghijkl1', 'bootstrap', '5', '2026-01-01', false, NULL)`,
  )
  await migrate(url)
  const rows = await query<{ name: string }>(url, 'SELECT "name" FROM "Token" ORDER BY "id"')
  expect(rows.map(({ name }) => name)).toEqual(['ci-abcdefgh', 'ci', 'ci', 'bootstrap', 'bootstrap-efghijkl'])
})
