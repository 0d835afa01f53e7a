import pg from 'pg'
import { RANGE, seedBisection } from './seed-bisections.ts'
import { authors, subsystems, trees } from './seed-texts.ts'

export interface SeedOptions {
  readonly bisections: number
  /** Of all bisections together. */
  readonly runs: number
  /** Hears how far it is. */
  readonly note?: (line: string) => void
}

/** Commits of each range that were tested. */
const TESTED = 20
const PAUSED = 10
const AT_ONCE = 500

const BISECTION_ROWS = `
  INSERT INTO "Bisection" SELECT * FROM jsonb_populate_recordset(NULL::"Bisection",
    (SELECT jsonb_agg('{"cancelRequested": false}'::jsonb || one) FROM jsonb_array_elements($1::jsonb) one))`

// b.number is the bisection's; the words of a commit are those of commitWords().
const NUMBERED = `
  SELECT b.*, substr(b.id, 5)::int AS number, t.name AS tree
  FROM "Bisection" b JOIN "Tree" t ON t.id = b."treeId"
  WHERE b.id >= $1 AND b.id <= $2 AND b.id LIKE 'seed%'`
const commit = (position: string) =>
  `left(encode(sha256(convert_to(b.tree || ' ' || (b.number / 15) || ' ' || (${position}), 'UTF8')), 'hex'), 40)`
const culprit = '7 + (b.number % 50)'
const listed = (words: readonly string[]) => `(ARRAY[${words.map((word) => `'${word}'`).join(', ')}])`

const CANDIDATE_ROWS = `
  INSERT INTO "Candidate" ("bisectionId", position, hash, subject, author, "authoredAt", "committedAt", parents, verdict, reason, possible)
  SELECT b.id, p, ${commit('p')},
    ${listed(subsystems)}[1 + (b.number + p) % ${subsystems.length}] || ': change ' || p || ' of series ' || (b.number / 15),
    ${listed(authors)}[1 + (b.number + p) % ${authors.length}],
    b."createdAt" - interval '1 day', b."createdAt" - interval '1 day' + p * interval '1 minute', ARRAY[${commit('p - 1')}],
    CASE WHEN p % 3 = 0 THEN CASE WHEN p >= ${culprit} THEN 'bad' ELSE 'good' END END,
    CASE WHEN p % 3 = 0 THEN CASE WHEN p >= ${culprit} THEN 'failed 5 times' ELSE 'passed 5 times' END END,
    p BETWEEN ${culprit} - 2 AND ${culprit}
  FROM (${NUMBERED}) b, generate_series(0, ${RANGE - 1}) p`

const position = `(b.number * 7 + k * 3) % ${RANGE}`
const target = `b.targets -> 0 ->> 'key'`

const BUILD_ROWS = `
  INSERT INTO "Build" (id, "bisectionId", commit, "targetKey", result, "imageDigest", toolchain, "droppedSymbols", artifacts, commands, worker, seconds, "finishedAt")
  SELECT 'sb' || lpad(b.number::text, 8, '0') || lpad(k::text, 4, '0'), b.id, ${commit(position)}, ${target}, 'built',
    encode(sha256(convert_to(b.id || k, 'UTF8')), 'hex'), 'gcc 12.2.0', '[]', '[]', ARRAY['make Image'], 'host-' || (1 + k % 4), 40 + k,
    b."createdAt" + k * interval '1 minute'
  FROM (${NUMBERED}) b, generate_series(0, ${TESTED - 1}) k`

const RUN_ROWS = `
  INSERT INTO "Run" (id, "bisectionId", commit, "targetKey", attempt, result, log, "logBytes", command, emulator, accelerator, worker, "cpuSeconds", seconds, "finishedAt")
  SELECT 'sr' || lpad(b.number::text, 8, '0') || lpad(k::text, 4, '0') || lpad(a::text, 4, '0'), b.id, ${commit(position)}, ${target}, a,
    CASE WHEN ${position} >= ${culprit} THEN
      jsonb_build_object('kind', 'failed', 'stage', 'kernel', 'signature', coalesce(b.result -> 'signature', '{"kind": "panic", "text": "panic"}'))
      ELSE '{"kind": "passed"}' END,
    NULL, 0, 'qemu-system -kernel Image', 'QEMU emulator version 7.2.22', 'tcg', 'host-' || (1 + a % 4), 2.1, 2.4,
    b."createdAt" + k * interval '1 minute' + a * interval '3 seconds'
  FROM (${NUMBERED}) b, generate_series(0, ${TESTED - 1}) k, generate_series(1, $3::int) a`

const EVENT_ROWS = `
  INSERT INTO "Event" ("bisectionId", type, message, data, at)
  SELECT b.id, CASE WHEN k = 0 THEN 'created' WHEN k = 24 THEN 'finished' ELSE 'verdict' END, 'Something was found out, number ' || k || '.',
    '{}', b."createdAt" + k * interval '1 minute'
  FROM (${NUMBERED}) b, generate_series(0, 24) k`

const REGRESSION_ROWS = `
  INSERT INTO "Regression" (id, "bisectionId", "treeId", branch, "goodHash", "badHash", "targetName", architecture, "testKind", signature, "foundAt", state)
  SELECT 'seedreg' || lpad(b.number::text, 8, '0'), b.id, b."treeId", b.branch, b."goodHash", b."badHash", b."targetName", b.architecture,
    b."testKind", b.result -> 'signature', b."createdAt" + interval '3 minutes',
    (ARRAY['open', 'open', 'known', 'claimed', 'fixed', 'fixed', 'fixed', 'fixed', 'false positive', 'fixed'])[1 + b.number % 10]
  FROM (${NUMBERED}) b WHERE b.outcome IN ('culprit', 'range')`

const TESTED_ROWS = `
  INSERT INTO "Tested" ("treeId", commit, "targetName", "testKind", passes, failures, others, "bisectionId", "testedAt", subject, "committedAt")
  SELECT b."treeId", r.commit, b."targetName", b."testKind", count(*) FILTER (WHERE r.result ->> 'kind' = 'passed'),
    count(*) FILTER (WHERE r.result ->> 'kind' = 'failed'), 0, max(b.id), max(r."finishedAt"), max(c.subject), max(c."committedAt")
  FROM "Run" r JOIN "Bisection" b ON b.id = r."bisectionId"
  JOIN "Candidate" c ON c."bisectionId" = r."bisectionId" AND c.hash = r.commit
  WHERE b.id LIKE 'seed%'
  GROUP BY 1, 2, 3, 4 ON CONFLICT DO NOTHING`

/**
 * Fills a migrated database with finished bisections, to see and to measure how the service does
 * with many. They cannot be told from real ones, but for their logs, which are not there, and their
 * trees, which are no repositories. Takes about a minute for 10,000 bisections with 1,000,000 runs.
 * Refuses a database that was seeded before.
 */
export async function seedDatabase(
  databaseUrl: string,
  { bisections, runs, note = () => {} }: SeedOptions,
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('BEGIN')
    for (const name of trees) await addTree(client, name)
    const attempts = Math.max(1, Math.round(runs / bisections / TESTED))
    for (let from = 0; from < bisections; from += AT_ONCE) {
      await addBisections(client, from, Math.min(from + AT_ONCE, bisections), { count: bisections, attempts })
      note(`seeded ${Math.min(from + AT_ONCE, bisections)} of ${bisections} bisections`)
    }
    await client.query(TESTED_ROWS)
    await client.query('COMMIT')
    await client.query('VACUUM ANALYZE')
  } finally {
    await client.end()
  }
}

async function addTree(client: pg.Client, name: (typeof trees)[number]): Promise<void> {
  const id = `seedtree${name.replace(/[^a-z]/g, '')}`
  await client.query(`INSERT INTO "Tree" (id, name, url) VALUES ($1, $2, $3)`, [
    id,
    name,
    `https://git.example.org/${name}.git`,
  ])
}

async function addBisections(
  client: pg.Client,
  from: number,
  to: number,
  { count, attempts }: { readonly count: number; readonly attempts: number },
): Promise<void> {
  const paused = Math.min(PAUSED, Math.floor(count / 2))
  const rows = Array.from({ length: to - from }, (_, at) => seedBisection(from + at, { count, paused }))
  const span = [rows[0]?.id, rows.at(-1)?.id]
  await client.query(BISECTION_ROWS, [JSON.stringify(rows)])
  await client.query(CANDIDATE_ROWS, span)
  await client.query(BUILD_ROWS, span)
  await client.query(RUN_ROWS, [...span, attempts])
  await client.query(EVENT_ROWS, span)
  await client.query(REGRESSION_ROWS, span)
}
