import { randomBytes } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { secretBox } from '../access/secret-box.ts'
import { hash, newBisection } from '../bisections/bisection.fixture.ts'
import { bisectionLifecycle } from '../bisections/bisection-store.ts'
import { usualSeconds } from '../bisections/usual-seconds.ts'
import { deliveryStore, subscriptions } from '../delivery/deliveries.ts'
import { mailStore } from '../delivery/mails.ts'
import { listEvents } from '../events/event-store.ts'
import { PrismaClient } from '../generated/client.ts'
import { readHistory } from '../regressions/regression-history.ts'
import { regressionImports } from '../regressions/regression-import.ts'
import { listRegressions } from '../regressions/regression-list.ts'
import type { Database } from './database.ts'
import { openTestStore, query } from './postgres.fixture.ts'

const ROWS = 20_000
const GROWING = new Set(['Bisection', 'Regression', 'Mail', 'Delivery', 'Event', 'Tested'])

let opened: Awaited<ReturnType<typeof openTestStore>>
let database: Database
let treeId: string
let id: string
const box = secretBox([randomBytes(32)])
const asked: { readonly sql: string; readonly values: unknown[] }[] = []

beforeAll(async () => {
  opened = await openTestStore()
  const tree = await opened.store.trees.add({ name: 'next', url: 'https://example.org/linux.git' })
  treeId = tree.id
  id = (await opened.store.bisections.create(newBisection(treeId))).id
  await fill()
  const client = new PrismaClient({
    adapter: new PrismaPg({ connectionString: opened.url }),
    log: [{ emit: 'event', level: 'query' }],
  })
  client.$on('query', ({ query: sql, params }) => {
    asked.push({ sql, values: JSON.parse(params) as unknown[] })
  })
  database = client as unknown as Database
})

afterAll(async () => {
  await database?.$disconnect()
  await opened?.remove()
})

const many = (select: string) => `${select} FROM generate_series(1, ${ROWS}) AS n`

/** A service that has run for years. */
async function fill(): Promise<void> {
  const run = (sql: string) => query(opened.url, sql)
  await run(`INSERT INTO "Bisection" ("id", "treeId", "request", "targets", "goodRef", "goodHash", "badRef", "badHash",
      "mergeBases", "title", "dedupKey", "targetName", "architecture", "testKind", "state", "outcome", "culpritHash", "startedAt", "finishedAt")
    ${many(`SELECT 'b' || n, '${treeId}', '{}', '[]', 'a', md5('a' || n), 'b', md5('b' || n), '{}', 't', md5('q' || n), 'arm64',
      'arm64', 'boot', 'finished', 'culprit', md5('c' || n), now(), now() - n * interval '1 hour'`)}`)
  await run(`INSERT INTO "Regression" ("id", "treeId", "bisectionId", "goodHash", "badHash", "targetName", "architecture", "testKind",
      "dedupKey", "state", "foundAt")
    ${many(`SELECT 'r' || n, '${treeId}', 'b' || n, 'a', 'b', 'arm64', 'arm64', 'boot', md5('k' || n),
      CASE WHEN n % 50 = 0 THEN 'fixed' ELSE 'open' END, now() - n * interval '1 hour'`)}`)
  await run(`INSERT INTO "Mail" ("id", "bisectionId", "finding", "kind", "state", "reason", "subject", "text", "recipients", "messageId",
      "sentAt")
    ${many(`SELECT 'm' || n, 'b' || n, md5('c' || n), 'report', 'sent', '', '', '', '[]', 'm' || n, now()`)}`)
  await run(`INSERT INTO "Webhook" ("id", "url", "types", "secret") VALUES ('w', 'https://example.org', '{}', 's')`)
  await run(`INSERT INTO "Delivery" ("id", "webhookId", "type", "body", "subject", "state")
    ${many(`SELECT 'd' || n, 'w', 'bisection.progressed', '', 'b' || n || ' narrow', 'delivered'`)}`)
  await run(
    `INSERT INTO "Event" ("bisectionId", "type", "message", "data") ${many(`SELECT 'b' || n, 'stage', '', '{}'`)}`,
  )
  await run(`INSERT INTO "Tested" ("treeId", "commit", "targetName", "testKind", "committedAt", "testedAt", "bisectionId")
    ${many(`SELECT '${treeId}', md5('t' || n), 'arm64', 'boot', now() - n * interval '1 hour', now(), 'b' || n`)}`)
  await run('ANALYZE')
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
}

const nodesOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The tables that Postgres would read from end to end for what `ask` asks. */
async function readWhole(ask: () => Promise<unknown>): Promise<string[]> {
  asked.length = 0
  await ask()
  const statements = asked.filter(({ sql }) => /^\s*(SELECT|UPDATE|DELETE|WITH)\b/i.test(sql))
  expect(statements.length).toBeGreaterThan(0)
  const whole: string[] = []
  for (const { sql, values } of statements) {
    const [row] = await query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      opened.url,
      `EXPLAIN (FORMAT JSON) ${sql}`,
      values,
    )
    const nodes = nodesOf(row?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' })
    whole.push(...nodes.filter((one) => one['Node Type'] === 'Seq Scan').map((one) => one['Relation Name'] ?? ''))
  }
  // Of others there are a few rows here.
  return whole.filter((table) => GROWING.has(table))
}

describe('with many rows, an index is used', () => {
  const now = new Date()
  const page = { limit: 50 }
  test.each<[string, () => Promise<unknown>]>([
    ['for the regression of a dedupKey', () => regressionImports(database).known([hash(1), hash(2)])],
    ['for the bisection of a dedupKey', () => regressionImports(database).bisectionOf([hash(1)])],
    ['for the bisection that answers a dedupKey', () => bisectionLifecycle(database).findByDedupKey(hash(1))],
    ['for the bisections of some ids', () => bisectionLifecycle(database).stored(['b1', 'b2'])],
    ['for the mails about a culprit', () => mailStore(database).thread(hash(1))],
    ['for the mails that are due', () => mailStore(database).due(now)],
    ['for the mails that a worker left behind', () => mailStore(database).holdAbandoned(now, 'Held')],
    ['for the newest mails', () => mailStore(database).list({}, page)],
    ['for the deliveries that are due', () => deliveryStore(database, box).due(now)],
    ['for the deliveries of a webhook', () => deliveryStore(database, box).list('w', page)],
    [
      'for the last message about a subject',
      () => subscriptions(database).lastDelivery('bisection.progressed', ['w'], 'b1 '),
    ],
    ['for the newest regressions', () => listRegressions(database, page)],
    ['for the newest regressions of a tree', () => listRegressions(database, { ...page, filter: { tree: 'next' } })],
    ['for the history of a regression', () => readHistory(database, 'r1')],
    ['for the events of a bisection', () => listEvents(database, { bisectionId: id, after: 0, limit: 100 })],
    ['for what tasks usually take', () => usualSeconds(database)(treeId, 'arm64')],
    ['for deleting a bisection', () => bisectionLifecycle(database).remove('b7')],
  ])('%s', async (_, ask) => {
    expect(await readWhole(ask)).toEqual([])
  })
})

test('what is to be planned by mail is found without reading all events', async () => {
  const whole = await readWhole(() => mailStore(database).toPlan(new Date(Date.now() - 86_400_000)))
  expect(whole).not.toContain('Event')
})

test('of what is due a bounded number is read at once', async () => {
  await query(opened.url, `UPDATE "Delivery" SET "state" = 'waiting', "nextAttemptAt" = now()`)
  await query(opened.url, `UPDATE "Mail" SET "state" = 'waiting', "nextAttemptAt" = now()`)
  const later = new Date(Date.now() + 60_000)
  expect(await opened.store.deliveries.due(later)).toHaveLength(500)
  expect(await opened.store.mails.due(later)).toHaveLength(500)
})
