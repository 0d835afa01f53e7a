import type { CellHistory, WaitingTest, WatchedStore, WatchRecord, WatchUsage } from '@kbisect/bisection'
import type { FurtherTargetRequest, Signature, Test, WatchSchedule } from '@kbisect/contracts'
import { insertBisection } from '../bisections/bisection-store.ts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { transact } from '../connection/transaction.ts'
import type { Prisma } from '../generated/client.ts'

// So many passed revisions of a cell are looked at for one to compare with.
const MOST_PASSED = 20

/** What the use cases of watches need. */
export function watchWorkStore(database: Database): WatchedStore {
  return {
    async find(id) {
      const row = await database.watch.findUnique({ where: { id }, include: { tree: true } })
      return row ? toWatchRecord(row) : undefined
    },

    async schedules() {
      const rows = await database.watch.findMany({
        select: { id: true, schedule: true, paused: true },
        orderBy: { id: 'asc' },
      })
      return rows.map(({ schedule, ...row }) => ({ ...row, schedule: fromJson<WatchSchedule>(schedule) }))
    },

    async stored(ids) {
      const rows = await database.watch.findMany({ where: { id: { in: [...ids] } }, select: { id: true } })
      return rows.map(({ id }) => id)
    },

    async tips(id) {
      const rows = await database.watchTip.findMany({ where: { watchId: id } })
      return new Map(rows.map(({ branch, commit }) => [branch, commit]))
    },

    async addRevisions(id, branch, tip, commits, cells) {
      await transact(database, async (transaction) => {
        const place = await transaction.watch.findUnique({ where: { id }, select: { treeId: true } })
        if (!place) return
        for (const { hash, subject, committedAt } of commits) {
          const key = { watchId: id, branch, commit: hash }
          const known = await transaction.watchedRevision.findUnique({ where: { watchId_branch_commit: key } })
          if (known) continue
          const line = { subject: sanitizeForPostgres(subject), committedAt: new Date(committedAt * 1000) }
          const revision = await transaction.watchedRevision.create({ data: { ...key, ...line, id: newId() } })
          const data = cells.map((cell) => ({ ...cell, revisionId: revision.id }))
          await transaction.watchResult.createMany({ data })
          await transaction.commitLine.createMany({
            data: [{ treeId: place.treeId, hash, ...line }],
            skipDuplicates: true,
          })
        }
        const where = { watchId_branch: { watchId: id, branch } }
        const now = { commit: tip, seenAt: new Date() }
        await transaction.watchTip.upsert({ where, create: { watchId: id, branch, ...now }, update: now })
      })
    },

    async looked(id, error) {
      const lookError = error === null ? null : sanitizeForPostgres(error)
      await database.watch.updateMany({ where: { id }, data: { lookedAt: new Date(), lookError } })
    },

    async endLost(id) {
      await database.watchResult.updateMany({
        where: { state: 'testing', bisectionId: null, revision: { watchId: id } },
        data: { state: 'not known', reason: 'Its check was deleted.', finishedAt: new Date() },
      })
    },

    async waiting(id, most) {
      // One at a time of each cell: what is compared with is then the revision right before. One
      // that is paused waits for a person, and later revisions do not.
      return await database.$queryRaw<WaitingTest[]>`
        SELECT "revisionId", "branch", "commit", "targetKey", "testIndex" FROM (
          SELECT DISTINCT ON (v."branch", r."targetKey", r."testIndex") r."revisionId", v."branch", v."commit",
            r."targetKey", r."testIndex", v."number"
          FROM "WatchResult" r JOIN "WatchedRevision" v ON v."id" = r."revisionId"
          WHERE v."watchId" = ${id} AND r."state" = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM "WatchResult" t JOIN "WatchedRevision" w ON w."id" = t."revisionId"
            JOIN "Bisection" c ON c."id" = t."bisectionId" AND c."state" <> 'paused'
            WHERE w."watchId" = v."watchId" AND w."branch" = v."branch" AND t."state" = 'testing'
              AND t."targetKey" = r."targetKey" AND t."testIndex" = r."testIndex")
          ORDER BY v."branch", r."targetKey", r."testIndex", v."number"
        ) first ORDER BY "number", "testIndex", "targetKey" LIMIT ${most}`
    },

    history: (test) => readHistory(database, test),

    async usage(id) {
      const [row] = await database.$queryRaw<WatchUsage[]>`
        SELECT (SELECT count(*)::int FROM "Bisection" WHERE "watchId" = ${id} AND "check" IS NOT NULL
            AND "state" <> 'finished') AS "checks",
          (SELECT count(*)::int FROM "Build" b JOIN "Bisection" x ON x."id" = b."bisectionId"
            WHERE x."watchId" = ${id} AND b."finishedAt" > clock_timestamp() - interval '24 hours') AS "buildsLastDay"`
      return row ?? { checks: 0, buildsLastDay: 0 }
    },

    async startCheck(test, bisection, watchId, check) {
      return await transact(database, async (transaction) => {
        // Held until the end: whoever pauses the watch waits, and sees the check then.
        const watch = await transaction.$queryRaw<unknown[]>`
          SELECT 1 FROM "Watch" WHERE "id" = ${watchId} AND NOT "paused" FOR SHARE`
        if (watch.length === 0) return false
        const key = { revisionId: test.revisionId, targetKey: test.targetKey, testIndex: test.testIndex }
        const { count } = await transaction.watchResult.updateMany({
          where: { ...key, state: 'waiting' },
          data: { state: 'testing' },
        })
        if (count === 0) return false
        const events = [{ type: 'created', message: `Begun by a watch: ${bisection.title}.` } as const]
        await insertBisection(transaction, bisection, { events }, { check, watchId })
        await transaction.watchResult.updateMany({ where: key, data: { bisectionId: bisection.id } })
        return true
      })
    },

    async refuse({ revisionId, targetKey, testIndex }, reason) {
      await database.watchResult.updateMany({
        where: { revisionId, targetKey, testIndex, state: 'waiting' },
        data: { state: 'not known', reason: sanitizeForPostgres(reason), finishedAt: new Date() },
      })
    },
  }
}

type WatchRow = Prisma.WatchGetPayload<{ include: { tree: true } }>

function toWatchRecord(row: WatchRow): WatchRecord {
  const { id, name, branches, runs, buildsPerDay, bisections, paused, tree } = row
  return {
    ...{ id, name, branches, runs, buildsPerDay, bisections, paused },
    tree: { id: tree.id, name: tree.name, url: tree.url },
    targets: fromJson<FurtherTargetRequest[]>(row.targets),
    tests: fromJson<Test[]>(row.tests),
    revisions: row.revisions as WatchRecord['revisions'],
    policy: row.policy as WatchRecord['policy'],
  }
}

async function readHistory(database: Database, test: WaitingTest): Promise<CellHistory> {
  const own = await database.watchedRevision.findUnique({
    where: { id: test.revisionId },
    select: { watchId: true, branch: true, number: true },
  })
  if (!own) return { passed: [], failing: undefined }
  const cell = { targetKey: test.targetKey, testIndex: test.testIndex }
  const before = { watchId: own.watchId, branch: own.branch, number: { lt: own.number } }
  const newestFirst = { revision: { number: 'desc' } } as const
  const passed = await database.watchResult.findMany({
    where: { ...cell, state: 'passed', revision: before },
    orderBy: newestFirst,
    take: MOST_PASSED,
    select: { revision: { select: { commit: true } } },
  })
  const last = await database.watchResult.findFirst({
    where: { ...cell, state: { in: ['passed', 'failed', 'flaky', 'inherited'] }, revision: before },
    orderBy: newestFirst,
    include: { regression: { select: { id: true, signature: true } } },
  })
  const signature = fromJson<Signature | null>(last?.signature ?? null)
  const isFailing = last?.state === 'failed' && last.regressionId !== null && signature !== null
  return {
    passed: passed.map(({ revision }) => revision.commit),
    failing:
      isFailing && last.regressionId
        ? {
            regressionId: last.regressionId,
            signature: signature as NonNullable<CellHistory['failing']>['signature'],
            passes: last.passes,
            failures: last.failures,
          }
        : undefined,
  }
}
