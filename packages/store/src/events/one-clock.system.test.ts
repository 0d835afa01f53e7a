import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { boot, build, hash, run, storedBisection } from '../bisections/bisection.fixture.ts'
import { newId } from '../connection/new-id.ts'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})
afterEach(() => {
  vi.useRealTimers()
})
afterAll(() => opened?.remove())

const HOUR = 3_600_000

/** Sets the clock of this host, and of nothing else. */
const hostClock = (ahead: number) => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ahead })

const fault = { task: 'build.1.2', code: 'disk-full', message: 'disk full', worker: 'host-1' }
const counted = async (id: string) =>
  (await store.bisections.facts(id)).infrastructureErrors.get(fault.task)?.length ?? 0

test.each([
  ['fast', HOUR],
  ['slow', -HOUR],
])('errors count from the last resume on, whichever host has a %s clock', async (_, ahead) => {
  const id = await storedBisection(store)
  hostClock(ahead)
  await store.bisections.addInfrastructureError(id, fault)
  vi.useRealTimers()
  expect(await counted(id)).toBe(1)
  hostClock(-ahead)
  await store.bisections.update(id, { resumedAt: 'now' })
  vi.useRealTimers()
  expect(await counted(id)).toBe(0)
  hostClock(-ahead)
  await store.bisections.addInfrastructureError(id, fault)
  expect(await counted(id)).toBe(1)
})

test('what hosts write has the time of the database, in the order in which it was written', async () => {
  const before = (await query<{ at: Date }>(opened.url, 'SELECT clock_timestamp() AS at'))[0]?.at ?? new Date()
  const id = await storedBisection(store)
  await store.bisections.update(id, { startedAt: 'now' })
  hostClock(-HOUR)
  await store.bisections.addBuild(id, build({ commit: hash(1) }))
  await store.bisections.addBuild(id, build({ commit: hash(2) }))
  hostClock(3 * HOUR)
  await store.bisections.addRun(id, run({ commit: hash(1) }, 1))
  await store.bisections.startWork(id, boot(hash(1)), { name: 'host-1', process: 'p1' })
  await store.bisections.startWork(id, boot(hash(1)), { name: 'host-2', process: 'p2' })
  await store.bisections.saveOverride(id, hash(1), { verdict: 'bad', by: 'ann', why: 'seen' })
  await store.bisections.addRerun(id, { commit: hash(1), runs: 2, by: 'ann', why: null })
  await store.bisections.addInfrastructureError(id, fault)
  await store.bisections.addEvent(id, 'stage', 'stage')
  await store.mails.add(
    {
      ...{ bisectionId: id, finding: newId(), kind: 'report', state: 'held', reason: '', subject: '', text: '' },
      ...{ recipients: [], messageId: newId(), inReplyTo: null },
    },
    new Date(),
  )
  await store.bisections.update(id, { finishedAt: 'now' })
  vi.useRealTimers()
  const moments = await query<{ what: string; at: Date }>(
    opened.url,
    `SELECT 'created' AS what, "createdAt" AS at, 1 AS position FROM "Bisection" WHERE "id" = $1
    UNION ALL SELECT 'started', "startedAt", 2 FROM "Bisection" WHERE "id" = $1
    UNION ALL SELECT 'built', "finishedAt", 3 FROM "Build" WHERE "bisectionId" = $1 AND "commit" = '${hash(1)}'
    UNION ALL SELECT 'built again', "finishedAt", 4 FROM "Build" WHERE "bisectionId" = $1 AND "commit" = '${hash(2)}'
    UNION ALL SELECT 'run', "finishedAt", 5 FROM "Run" WHERE "bisectionId" = $1
    UNION ALL SELECT 'work', "startedAt", 6 FROM "Work" WHERE "bisectionId" = $1
    UNION ALL SELECT 'verdict', "at", 7 FROM "Override" WHERE "bisectionId" = $1
    UNION ALL SELECT 'rerun', "at", 8 FROM "Rerun" WHERE "bisectionId" = $1
    UNION ALL SELECT 'fault', "at", 9 FROM "InfrastructureError" WHERE "bisectionId" = $1
    UNION ALL SELECT 'event', "at", 10 FROM "Event" WHERE "bisectionId" = $1
    UNION ALL SELECT 'mail', "createdAt", 11 FROM "Mail" WHERE "bisectionId" = $1
    UNION ALL SELECT 'finished', "finishedAt", 12 FROM "Bisection" WHERE "id" = $1
    UNION ALL SELECT 'now', clock_timestamp(), 13
    ORDER BY position`,
    [id],
  )
  const order = moments.map(({ at }) => at.getTime())
  expect(order).toEqual([...order].sort((a, b) => a - b))
  // Rows keep milliseconds.
  expect(order[0]).toBeGreaterThanOrEqual(Math.floor(before.getTime()) - 1)
  expect(moments).toHaveLength(13)
})
