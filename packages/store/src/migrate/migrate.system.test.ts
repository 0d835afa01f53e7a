import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { query, startTestPostgres, type TestPostgres } from '../connection/postgres.fixture.ts'
import { StoreUnavailable } from '../connection/store-error.ts'
import { openStore } from '../store.ts'
import { FIRST_FACTS } from './first-facts.fixture.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS, readMigrations } from './migration-files.ts'

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url))

let postgres: TestPostgres
let directory: string
let names: string[]

beforeAll(async () => {
  postgres = await startTestPostgres()
  names = (await readMigrations(MIGRATIONS)).map((migration) => migration.name)
})

beforeEach(() => {
  if (directory) rmSync(directory, { recursive: true, force: true })
  directory = mkdtempSync(join(tmpdir(), 'kbisect-migrations-'))
  cpSync(MIGRATIONS, directory, { recursive: true })
})

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true })
  await postgres?.remove()
})

function addMigration(name: string, sql: string) {
  mkdirSync(join(directory, name), { recursive: true })
  writeFileSync(join(directory, name, 'migration.sql'), sql)
}

function prisma(url: string, ...args: string[]) {
  const env = { PATH: process.env.PATH, HOME: directory, DATABASE_URL: url }
  const command = join(ROOT, 'node_modules/prisma/build/index.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], {
    cwd: ROOT,
    env,
    encoding: 'utf8',
  })
  return { status, output: stdout + stderr }
}

describe('migrate', () => {
  test('applies each migration once, in order', async () => {
    const url = await postgres.database('empty')
    expect(await migrate(url)).toEqual(names)
    expect(await migrate(url)).toEqual([])
    addMigration('99990101000000_more', 'CREATE TABLE more (id int); INSERT INTO more VALUES (1);')
    expect(await migrate(url, { directory })).toEqual(['99990101000000_more'])
    expect(await query(url, 'SELECT id FROM more')).toEqual([{ id: 1 }])
  })

  test('creates the database when it is not there', async () => {
    expect(await migrate(postgres.absentDatabase())).toEqual(names)
  })

  test('applies nothing twice when several processes start at once', async () => {
    const url = postgres.absentDatabase()
    const applied = await Promise.all([1, 2, 3, 4].map(() => migrate(url)))
    expect(applied.flat()).toEqual(names)
  })

  test('leaves what Prisma itself takes for up to date', async () => {
    const url = await postgres.database('empty')
    await migrate(url)
    expect(prisma(url, 'migrate', 'status')).toMatchObject({
      status: 0,
      output: expect.stringContaining('Database schema is up to date!'),
    })
    expect(prisma(url, 'migrate', 'deploy')).toMatchObject({
      status: 0,
      output: expect.stringContaining('No pending migrations to apply.'),
    })
  })

  test('agrees with Prisma that the migrations make what the schema says', async () => {
    const url = await postgres.database('empty')
    const ends = ['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma']
    expect(prisma(url, 'migrate', 'diff', ...ends, '--exit-code')).toMatchObject({ status: 0 })
  })

  test('loses nothing of what the first version stored', async () => {
    const url = await postgres.database('empty')
    for (const name of names.slice(1)) rmSync(join(directory, name), { recursive: true })
    expect(await migrate(url, { directory })).toEqual(names.slice(0, 1))
    await query(url, FIRST_FACTS)
    expect(await migrate(url)).toEqual(names.slice(1))
    const store = await openStore(url)
    try {
      const { builds, runs } = await store.bisections.facts('b')
      expect(builds.map(({ revision }) => revision)).toEqual([{ commit: 'c1' }, { commit: 'c1', reverted: 'c2' }])
      expect(runs).toMatchObject([{ revision: { commit: 'c1' }, attempt: 1, result: { kind: 'passed' } }])
      expect(await store.bisections.addRun('b', runs[0] ?? never())).toBe(false)
      expect(await store.bisections.addBuild('b', builds[1] ?? never())).toBe(false)
      expect(await store.bisections.range('b')).toMatchObject([{ hash: 'c1', parents: ['c0'], subject: 'mm: x' }])
      expect((await store.bisections.range('b'))[0]).not.toHaveProperty('paths')
      expect(await store.bisections.candidateStates('b')).toEqual([
        { hash: 'c1', verdict: 'good', reason: 'it passed', possible: false, noop: false, drift: null },
      ])
      // Runs have always named their emulator; what built the kernels is not known, and the next
      // build pins it.
      const pinned = { targetKey: 'k', worker: 'w' }
      expect(await store.bisections.pins('b')).toEqual([
        { ...pinned, kind: 'accelerator', value: 'tcg', words: 'TCG' },
        { ...pinned, kind: 'emulator', value: 'QEMU 7.2', words: 'QEMU 7.2' },
      ])
      expect(await store.bisections.detail('b')).toMatchObject({
        search: null,
        result: {
          outcome: 'range',
          range: ['c1'],
          canChange: null,
          ranked: [],
          cause: null,
          basis: null,
          merge: null,
          drift: [],
          assumptions: [],
        },
      })
    } finally {
      await store.close()
    }
  })

  test('counts what was tested before, and takes out of results what lists show', async () => {
    const url = await postgres.database('empty')
    for (const name of names.slice(1)) rmSync(join(directory, name), { recursive: true })
    await migrate(url, { directory })
    await query(url, FIRST_FACTS)
    const targets = '[{"key": "k", "name": "arm64", "config": "defconfig", "fragments": [{"name": "kasan"}]}]'
    const result = '{"reason": "It broke.", "culprit": {"hash": "c1", "author": "Ann <ann@example.org>"}}'
    await query(url, `UPDATE "Bisection" SET "targets" = $1::jsonb, "result" = $2::jsonb`, [targets, result])
    await query(
      url,
      `INSERT INTO "Bisection" ("id", "treeId", "request", "targets", "goodRef", "goodHash", "badRef", "badHash",
         "mergeBases", "title", "targetName", "architecture", "testKind")
       SELECT 'built', "treeId", "request", "targets", "goodRef", "goodHash", "badRef", "badHash", "mergeBases", "title",
         "targetName", "architecture", 'build' FROM "Bisection"`,
    )
    await query(url, `UPDATE "Build" SET "bisectionId" = 'built' WHERE "id" = 'b1'`)
    await migrate(url)
    const tested = await query(
      url,
      `SELECT "commit", "targetName", "testKind", "passes", "failures", "others", "subject", "bisectionId"
       FROM "Tested" ORDER BY "testKind"`,
    )
    const once = { commit: 'c1', targetName: 'arm64', passes: 1, failures: 0, others: 0 }
    expect(tested).toEqual([
      { ...once, testKind: 'boot', subject: 'mm: x', bisectionId: 'b' },
      { ...once, testKind: 'build', subject: null, bisectionId: 'built' },
    ])
    const columns = `SELECT "config", "culprit", "culpritAuthor", "reason" FROM "Bisection" ORDER BY "id"`
    expect(await query(url, columns)).toEqual([
      {
        config: 'defconfig+kasan',
        culprit: { hash: 'c1', author: 'Ann <ann@example.org>' },
        culpritAuthor: 'Ann <ann@example.org>',
        reason: 'It broke.',
      },
      { config: 'defconfig+kasan', culprit: null, culpritAuthor: null, reason: null },
    ])
  })

  test('takes the texts of configuration files out of requests and targets', async () => {
    const url = await postgres.database('empty')
    for (const name of names.filter((each) => each >= '20261130170200'))
      rmSync(join(directory, name), { recursive: true })
    await migrate(url, { directory })
    await query(url, FIRST_FACTS)
    const kasan = { name: 'kasan', content: 'CONFIG_KASAN=y\n' }
    const base = { name: 'mine', content: 'CONFIG_Ä=y\n' }
    const target = { architecture: 'arm64', config: base, fragments: [kasan] }
    const scope = [
      { architecture: 'arm' },
      { architecture: 'arm', fragments: [] },
      { architecture: 'arm', config: 'defconfig' },
    ]
    const request = { tree: 'mainline', target, scope, test: { kind: 'script', script: 'true' } }
    const targets = [
      { key: 'k', name: 'arm64', ...target },
      { key: 'l', name: 'arm', ...target, config: 'defconfig' },
    ]
    await query(url, `UPDATE "Bisection" SET "request" = $1::jsonb, "targets" = $2::jsonb`, [
      JSON.stringify(request),
      JSON.stringify(targets),
    ])
    await migrate(url)
    const store = await openStore(url)
    try {
      const { scope: alsoTest, ...others } = request
      expect(await store.bisections.find('b')).toMatchObject({ request: { ...others, alsoTest }, targets })
      const { request: asked } = (await store.bisections.detail('b')) ?? never()
      expect(asked).toMatchObject({
        target: { config: { name: 'mine', bytes: 12 }, fragments: [{ name: 'kasan' }] },
        alsoTest,
      })
      expect(JSON.stringify(asked)).not.toContain('CONFIG_')
      expect(await query(url, 'SELECT count(*)::int AS texts FROM "ConfigText"')).toEqual([{ texts: 2 }])
    } finally {
      await store.close()
    }
  })

  test('stops at a migration that fails, keeps nothing of it, and says how to go on', async () => {
    const url = await postgres.database('empty')
    addMigration('99990101000000_broken', 'CREATE TABLE half (id int); SELECT * FROM nowhere;')
    const failed = { code: 'migration-failed', hint: expect.stringContaining('--rolled-back 99990101000000_broken') }
    await expect(migrate(url, { directory })).rejects.toMatchObject(failed)
    await expect(migrate(url, { directory })).rejects.toMatchObject(failed)
    expect(await query(url, "SELECT to_regclass('half') AS half")).toEqual([{ half: null }])
    await query(url, `UPDATE _prisma_migrations SET rolled_back_at = now() WHERE finished_at IS NULL`)
    addMigration('99990101000000_broken', 'CREATE TABLE half (id int);')
    expect(await migrate(url, { directory })).toEqual(['99990101000000_broken'])
  })

  test('refuses a migration that was edited after it was applied', async () => {
    const url = await postgres.database('migrated')
    addMigration(names[0] ?? '', '-- edited')
    await expect(migrate(url, { directory })).rejects.toMatchObject({ code: 'migration-changed' })
  })

  test('refuses a database that a newer version migrated', async () => {
    const url = await postgres.database('empty')
    addMigration('99990101000000_newer', 'SELECT 1;')
    await migrate(url, { directory })
    await expect(migrate(url)).rejects.toMatchObject({ code: 'migration-unknown' })
  })

  test('leaves a database alone that another program uses, and names its tables', async () => {
    const url = await postgres.database('empty')
    await query(url, 'CREATE TABLE invoices (id int); CREATE SCHEMA shop; CREATE TABLE shop.orders (id int)')
    await expect(migrate(url)).rejects.toMatchObject({
      code: 'database-foreign',
      message: expect.stringMatching(
        /^the database "test\d+" at .+ has the tables public\.invoices, shop\.orders; nothing was changed$/,
      ),
      hint: expect.stringContaining('--yes'),
    })
    expect(await query(url, "SELECT to_regclass('_prisma_migrations') AS made")).toEqual([{ made: null }])
    expect(await migrate(url, { besideForeignTables: true })).toEqual(names)
    // It is kbisect's from now on.
    expect(await migrate(url)).toEqual([])
  })

  test('leaves a database alone that another program migrates with Prisma', async () => {
    const url = await postgres.database('empty')
    const theirs = join(directory, 'theirs')
    mkdirSync(join(theirs, '20200101000000_shop'), { recursive: true })
    writeFileSync(join(theirs, '20200101000000_shop/migration.sql'), 'CREATE TABLE invoices (id int)')
    await migrate(url, { directory: theirs })
    await expect(migrate(url)).rejects.toMatchObject({
      code: 'database-foreign',
      message: expect.stringContaining('invoices'),
    })
    await expect(migrate(url, { besideForeignTables: true })).rejects.toMatchObject({ code: 'migration-unknown' })
  })

  test('takes a database of which a start made only the table of migrations', async () => {
    const url = await postgres.database('empty')
    mkdirSync(join(directory, 'none'))
    await migrate(url, { directory: join(directory, 'none') })
    expect(await migrate(url)).toEqual(names)
  })

  test('waits for a database that starts, but not for ever', async () => {
    const url = await postgres.database('empty')
    await postgres.stop()
    await expect(migrate(url, { waitSeconds: 0.5 })).rejects.toThrow(StoreUnavailable)
    const waiting = migrate(url, { waitSeconds: 60 })
    await postgres.start()
    expect(await waiting).toEqual(names)
  })

  test('does not wait when the password is wrong', async () => {
    const url = Object.assign(new URL(await postgres.database('empty')), { password: 'wrong' }).href
    const refused = migrate(url, { waitSeconds: 600 })
    await expect(refused).rejects.toMatchObject({
      code: 'store-unavailable',
      message: expect.stringContaining('password'),
    })
  })
})

function never(): never {
  throw new Error('there should have been one')
}
