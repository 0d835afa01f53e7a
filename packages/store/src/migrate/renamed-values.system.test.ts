import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { query, startTestPostgres, type TestPostgres } from '../connection/postgres.fixture.ts'
import { FIRST_FACTS } from './first-facts.fixture.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS, readMigrations } from './migration-files.ts'

let postgres: TestPostgres
let names: string[]
let url: string

beforeAll(async () => {
  postgres = await startTestPostgres()
  names = (await readMigrations(MIGRATIONS)).map((migration) => migration.name)
})

beforeEach(async () => {
  url = await postgres.database('empty')
})

afterAll(async () => {
  await postgres.stop()
})

/** Applies the migrations whose names fulfil the condition. */
async function apply(isWanted: (name: string) => boolean): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'kbisect-migrations-'))
  try {
    cpSync(MIGRATIONS, directory, { recursive: true })
    for (const name of names) if (!isWanted(name)) rmSync(join(directory, name), { recursive: true })
    await migrate(url, { directory })
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Stores the first facts in the schema of before a migration. */
async function before(migration: string): Promise<void> {
  await apply((name) => name < migration)
  await query(url, FIRST_FACTS)
}

const upTo = (migration: string) => apply((name) => name.slice(0, migration.length) <= migration)

const json = JSON.stringify

test('the migrations rename hints and warnings', async () => {
  await before('20261130220000')
  const complaints = [{ kind: 'warning', text: 'warning in f' }]
  await query(url, `UPDATE "Run" SET "signal" = $1::jsonb`, [json({ kind: 'passed', complaints })])
  const reason = 'no room. Cure: free some.'
  const request = { tree: 'mainline', complaints: 'fail' }
  await query(url, `UPDATE "Bisection" SET "request" = $1::jsonb, "pauseReason" = $2`, [json(request), reason])
  await query(url, `INSERT INTO "Event" ("bisectionId", "type", "message", "data") VALUES ('b', 'paused', $1, '{}')`, [
    reason,
  ])
  await upTo('20261130230000')
  const hinted = 'no room. Hint: free some.'
  expect(await query(url, 'SELECT "signal" FROM "Run"')).toEqual([{ signal: { kind: 'passed', warnings: complaints } }])
  expect(await query(url, 'SELECT "request", "pauseReason" FROM "Bisection"')).toEqual([
    { request: { tree: 'mainline', warnings: 'fail' }, pauseReason: hinted },
  ])
  expect(await query(url, 'SELECT "message" FROM "Event"')).toEqual([{ message: hinted }])
})

test('the migration renames scope to further and affected targets', async () => {
  await before('20261130230100')
  const asked = [{ architecture: 'arm' }]
  const found = [{ target: 'arm', result: 'affected', reason: 'it panics' }]
  await query(url, `UPDATE "Bisection" SET "request" = $1::jsonb, "result" = $2::jsonb, "stage" = 'scope'`, [
    json({ tree: 'mainline', scope: asked }),
    json({ outcome: 'culprit', scope: found }),
  ])
  await query(
    url,
    `INSERT INTO "Event" ("bisectionId", "type", "message", "data")
     VALUES ('b', 'stage', 'x', '{"stage": "scope", "candidatesLeft": 1}'), ('b', 'verdict', 'x', '{"stage": "scope"}')`,
  )
  await query(
    url,
    `INSERT INTO "Webhook" ("id", "url", "types", "secret") VALUES ('w', 'https://example.org', '{}', 's');
     INSERT INTO "Delivery" ("id", "webhookId", "type", "body", "subject")
     VALUES ('d', 'w', 'bisection.progressed', '{}', 'b scope 1 2026-01-01T00:00:00.000Z')`,
  )
  await upTo('20261130230100')
  expect(await query(url, 'SELECT "request", "result", "stage" FROM "Bisection"')).toEqual([
    {
      request: { tree: 'mainline', alsoTest: asked },
      result: { outcome: 'culprit', affectedTargets: found },
      stage: 'affected-targets',
    },
  ])
  expect(await query(url, 'SELECT "data" FROM "Event" ORDER BY "id"')).toEqual([
    { data: { stage: 'affected-targets', candidatesLeft: 1 } },
    { data: { stage: 'scope' } },
  ])
  expect(await query(url, 'SELECT "subject" FROM "Delivery"')).toEqual([
    { subject: 'b affected-targets 1 2026-01-01T00:00:00.000Z' },
  ])
})

test('the migration renames ends to boundaries, good revision and bad revision', async () => {
  await before('20261130230200')
  const check = (name: string) => ({ name, commit: 'c1', result: 'passed' })
  const ended = (cause: string | null) => ({
    outcome: 'not-reproduced',
    cause,
    checks: [check('bad end'), check('good end'), check('culprit')],
  })
  const store = (request: object, result: object | null) =>
    query(url, `UPDATE "Bisection" SET "request" = $1::jsonb, "result" = $2::jsonb, "stage" = 'ends'`, [
      json(request),
      result && json(result),
    ])
  await store({ tree: 'mainline', runs: { ends: 20, confirm: 5 } }, ended('good end cannot be tested'))
  await query(
    url,
    `INSERT INTO "Event" ("bisectionId", "type", "message", "data") VALUES ('b', 'stage', 'x', '{"stage": "ends"}')`,
  )
  await upTo('20261130230200')
  expect(await query(url, 'SELECT "request", "result", "stage" FROM "Bisection"')).toEqual([
    {
      request: { tree: 'mainline', runs: { boundaries: 20, confirm: 5 } },
      result: {
        outcome: 'not-reproduced',
        cause: 'good revision cannot be tested',
        checks: [check('bad revision'), check('good revision'), check('culprit')],
      },
      stage: 'boundaries',
    },
  ])
  expect(await query(url, 'SELECT "data" FROM "Event"')).toEqual([{ data: { stage: 'boundaries' } }])
})

test.each([
  ['ends alike', 'boundaries alike'],
  ['bad end passes', 'bad revision passes'],
  ['same kernel', 'same kernel'],
  [null, null],
])('the migration renames the cause %s to %s', async (old, now) => {
  await before('20261130230200')
  await query(url, `UPDATE "Bisection" SET "result" = $1::jsonb`, [json({ cause: old, checks: [] })])
  await upTo('20261130230200')
  expect(await query(url, 'SELECT "result" FROM "Bisection"')).toEqual([{ result: { cause: now, checks: [] } }])
})

test('the migration renames the signal of a run to its result', async () => {
  await before('20261130230300')
  await query(
    url,
    `INSERT INTO "Event" ("bisectionId", "type", "message", "data")
     VALUES ('b', 'run-finished', 'x', '{"commit": "c1", "signal": "passed"}'), ('b', 'paused', 'x', '{}')`,
  )
  await upTo('20261130230300')
  expect(await query(url, 'SELECT "result" FROM "Run"')).toEqual([{ result: { kind: 'passed' } }])
  expect(await query(url, 'SELECT "data" FROM "Event" ORDER BY "id"')).toEqual([
    { data: { commit: 'c1', result: 'passed' } },
    { data: {} },
  ])
})

test('the migration renames marks to triage, and the question of a request to its dedup key', async () => {
  await before('20261130230300')
  await apply((name) => name < '20261130235000')
  const said = { state: 'known', by: 'ann', why: null, commit: null, at: '2026-01-01T00:00:00.000Z' }
  await query(url, `UPDATE "Bisection" SET "question" = 'key'`)
  await query(
    url,
    `INSERT INTO "Regression" ("id", "bisectionId", "treeId", "goodHash", "badHash", "targetName", "architecture", "testKind",
       "question", "state", "mark")
     SELECT 'r', "id", "treeId", 'g', 'b', 'arm64', 'arm64', 'boot', 'key', 'known', $1::jsonb FROM "Bisection"`,
    [json(said)],
  )
  await query(
    url,
    `INSERT INTO "Event" ("bisectionId", "type", "message", "data") VALUES ('b', 'marked', 'Known.', '{}')`,
  )
  await query(
    url,
    `INSERT INTO "Audit" ("who", "action", "subject") VALUES ('ann', 'regression.mark', 'r'), ('ann', 'tree.create', 't')`,
  )
  await upTo('20261130235000')
  expect(await query(url, 'SELECT "dedupKey" FROM "Bisection"')).toEqual([{ dedupKey: 'key' }])
  expect(await query(url, 'SELECT "dedupKey", "triage" FROM "Regression"')).toEqual([{ dedupKey: 'key', triage: said }])
  expect(await query(url, 'SELECT "type" FROM "Event"')).toEqual([{ type: 'triaged' }])
  expect(await query(url, 'SELECT "action" FROM "Audit" ORDER BY "id"')).toEqual([
    { action: 'regression.triage' },
    { action: 'tree.create' },
  ])
})

test('the migration names the runs of a basis with and without the culprit', async () => {
  await before('20261130230300')
  await apply((name) => name < '20261130235100')
  const [bad, good] = [
    { passes: 1, failures: 7 },
    { passes: 9, failures: 0 },
  ]
  const basis = { commits: 3, withFault: bad, withoutFault: good, rates: { withFault: 0.9, withoutFault: 0.01 } }
  await query(url, `UPDATE "Bisection" SET "result" = $1::jsonb`, [json({ outcome: 'culprit', basis })])
  await upTo('20261130235100')
  const rates = { withCulprit: 0.9, withoutCulprit: 0.01 }
  expect(await query(url, 'SELECT "result" FROM "Bisection"')).toEqual([
    { result: { outcome: 'culprit', basis: { commits: 3, withCulprit: bad, withoutCulprit: good, rates } } },
  ])
})
