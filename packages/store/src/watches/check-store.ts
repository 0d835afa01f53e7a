import type { BisectionStore, ClaimedRegression, TestedRevision } from '@kbisect/bisection'
import type { RegressionChangeKind, WatchState } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { fromJson, toNullableJson } from '../connection/json-columns.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { inTransaction, transact } from '../connection/transaction.ts'
import { withoutChecks } from '../connection/without-checks.ts'
import { Prisma } from '../generated/client.ts'

type CheckStore = Pick<BisectionStore, 'adoptFacts' | 'settleCheck' | 'claimRegression' | 'promote'>
type Transaction = Prisma.TransactionClient

/** What checks of watches store, beside what every bisection does. */
export function checkStore(database: Database): CheckStore {
  return {
    adoptFacts: (id, commit, targetKey) => adoptFacts(database, id, commit, targetKey),

    async settleCheck(id, settled) {
      const { signature, reason, ...plain } = settled
      return await inTransaction(database, id, async (transaction) => {
        const place = await lockBranch(transaction, id)
        await transaction.watchResult.updateMany({
          where: { bisectionId: id },
          data: {
            ...plain,
            signature: toNullableJson(signature),
            reason: sanitizeForPostgres(reason),
            finishedAt: new Date(),
          },
        })
        const gone = place && settled.state === 'passed' ? await noteGone(transaction, place) : undefined
        return { gone, tested: place && (await testedRevision(transaction, place.revisionId)) }
      })
    },

    async claimRegression(id, found, isSame) {
      return await inTransaction(database, id, async (transaction) => {
        const place = await lockBranch(transaction, id)
        const own = await transaction.regression.findUnique({ where: { bisectionId: id }, select: { id: true } })
        const known = place ? await regressionsOf(transaction, place, found.testKind) : []
        const same = known.filter((one) => one.signature !== null && isSame(fromJson(one.signature)))
        const others = same.filter((one) => one.id !== own?.id)
        const earlier = others.find(({ goneAt }) => goneAt !== null)?.id ?? null
        if (own) return { id: own.id, how: earlier === null ? 'new' : 'came back', earlier }
        const open = others.find(({ goneAt }) => goneAt === null)
        const link = (regressionId: string) =>
          transaction.watchResult.updateMany({ where: { bisectionId: id }, data: { regressionId } })
        if (open) {
          await link(open.id)
          await addChange(transaction, open.id, found, 'affects more', `${found.targetName} shows it too.`)
          return { id: open.id, how: 'joined', earlier: null }
        }
        const { signature, ...plain } = found
        const regressionId = newId()
        await transaction.regression.create({
          data: {
            ...sanitizeForPostgres(plain),
            id: regressionId,
            bisectionId: id,
            signature: toNullableJson(signature),
          },
        })
        // In the same transaction: the next one that shows the failure finds it by this.
        await link(regressionId)
        const how: ClaimedRegression['how'] = earlier === null ? 'new' : 'came back'
        const words = `${found.targetName} fails, and ${found.goodHash.slice(0, 12)} passed.`
        if (earlier === null) await addChange(transaction, regressionId, found, 'found', words)
        else {
          const message = `${words} The failure was seen before, as ${earlier}, and had gone.`
          await addChange(transaction, regressionId, found, 'came back', message)
          await addChange(transaction, earlier, found, 'came back', `${words} It is ${regressionId} now.`)
        }
        return { id: regressionId, how, earlier }
      })
    },

    async promote(id) {
      return await transact(database, async (transaction) => {
        const row = await transaction.bisection.findUnique({ where: { id }, select: { watch: true, watchId: true } })
        if (!row?.watch || row.watchId === null) return false
        await lockWatch(transaction, row.watchId)
        const going = await transaction.bisection.count({
          where: { ...withoutChecks, watchId: row.watchId, state: { not: 'finished' } },
        })
        if (going >= row.watch.bisections) return false
        await transaction.bisection.update({ where: { id }, data: { check: Prisma.DbNull }, select: { id: true } })
        return true
      })
    },
  }
}

/** A check's place: its watch, branch and cell. */
interface Place {
  readonly revisionId: string
  readonly watchId: string
  readonly branch: string
  readonly commit: string
  readonly number: bigint
  readonly targetKey: string
  readonly targetName: string
  readonly testIndex: number
}

async function lockWatch(transaction: Transaction, watchId: string): Promise<void> {
  await transaction.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(hashtextextended(${`watch regressions ${watchId}`}, 0))`
}

/**
 * Where a check belongs, in turn with all others of its watch; undefined: its watch was deleted.
 */
async function lockBranch(transaction: Transaction, id: string): Promise<Place | undefined> {
  const row = await transaction.watchResult.findFirst({ where: { bisectionId: id }, include: { revision: true } })
  if (!row) return undefined
  await lockWatch(transaction, row.revision.watchId)
  const { watchId, branch, commit, number } = row.revision
  const { targetKey, targetName, testIndex } = row
  return { revisionId: row.revisionId, watchId, branch, commit, number, targetKey, targetName, testIndex }
}

/** Regressions that a branch of a watch has shown in a test, the newest first. */
async function regressionsOf(transaction: Transaction, { watchId, branch, testIndex }: Place, testKind: string) {
  return await transaction.regression.findMany({
    where: { testKind, results: { some: { testIndex, revision: { watchId, branch } } } },
    orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
    select: { id: true, signature: true, goneAt: true },
    take: 200,
  })
}

/**
 * Notes that a regression has gone where this revision passes, and no target of the branch shows it
 * in its newest result.
 */
async function noteGone(transaction: Transaction, place: Place): Promise<string | undefined> {
  const { watchId, branch, number, targetKey, testIndex } = place
  const newest = await transaction.$queryRaw<{ targetKey: string; regressionId: string | null; number: bigint }[]>`
    SELECT DISTINCT ON (r."targetKey") r."targetKey", r."regressionId", v."number"
    FROM "WatchResult" r JOIN "WatchedRevision" v ON v."id" = r."revisionId"
    WHERE v."watchId" = ${watchId} AND v."branch" = ${branch} AND r."testIndex" = ${testIndex}
      AND r."state" IN ('passed', 'failed', 'inherited')
    ORDER BY r."targetKey", v."number" DESC`
  const own = newest.find((one) => one.targetKey === targetKey)
  // An older revision that ended late says nothing of today.
  if (own?.number !== number) return undefined
  const before = await transaction.watchResult.findFirst({
    where: {
      targetKey,
      testIndex,
      state: { in: ['passed', 'failed'] },
      revision: { watchId, branch, number: { lt: number } },
    },
    orderBy: { revision: { number: 'desc' } },
    select: { regressionId: true },
  })
  const regressionId = before?.regressionId ?? null
  if (regressionId === null || newest.some((one) => one.regressionId === regressionId)) return undefined
  const { count } = await transaction.regression.updateMany({
    where: { id: regressionId, goneAt: null },
    data: { goneAt: new Date(), goneHash: place.commit },
  })
  if (count > 0) {
    const at = { badHash: place.commit, targetName: place.targetName }
    await addChange(transaction, regressionId, at, 'gone', `No target of ${branch} shows it any more.`)
  }
  const row = await transaction.regression.findUnique({ where: { id: regressionId }, select: { goneHash: true } })
  return row?.goneHash === place.commit ? regressionId : undefined
}

/** Stores a change in the life of a regression; the same one again changes nothing. */
async function addChange(
  transaction: Transaction,
  regressionId: string,
  { badHash, targetName }: { readonly badHash: string; readonly targetName: string },
  kind: RegressionChangeKind,
  message: string,
): Promise<void> {
  const key = kind === 'affects more' ? `${kind} ${targetName}` : `${kind} ${badHash}`
  const data = [{ regressionId, kind, commit: badHash, targetName, message: sanitizeForPostgres(message), key }]
  await transaction.regressionChange.createMany({ data, skipDuplicates: true })
}

/** The revision with its results; undefined while one of them is not known yet. */
async function testedRevision(transaction: Transaction, id: string): Promise<TestedRevision | undefined> {
  const row = await transaction.watchedRevision.findUnique({
    where: { id },
    include: { results: { orderBy: [{ testIndex: 'asc' }, { targetName: 'asc' }] } },
  })
  if (!row || row.results.some(({ state }) => state === 'waiting' || state === 'testing')) return undefined
  const results = row.results.map(({ targetName, state }) => ({ target: targetName, state: state as WatchState }))
  return { id, commit: row.commit, subject: row.subject, branch: row.branch, results }
}

/**
 * See {@link BisectionStore.adoptFacts}. Only what was made by the pinned tools is comparable with
 * what is made here; so nothing is taken over before the first own build, or run.
 */
async function adoptFacts(database: Database, id: string, commit: string, targetKey: string): Promise<void> {
  const same = Prisma.sql`x."id" <> own."id" AND x."treeId" = own."treeId" AND x."testKind" = own."testKind"
    AND x."request" -> 'test' IS NOT DISTINCT FROM own."request" -> 'test'`
  const plain = Prisma.sql`f."commit" = ${commit} AND f."targetKey" = ${targetKey} AND f."reverted" = ''
    AND f."patched" = '' AND f."merged" = ''`
  const pinned = (kind: string) =>
    Prisma.sql`(SELECT p."value" FROM "Pin" p WHERE p."bisectionId" = ${id} AND p."targetKey" = ${targetKey} AND p."kind" = ${kind})`
  await transact(database, async (transaction) => {
    await transaction.$executeRaw`
      INSERT INTO "Build" ("id", "bisectionId", "commit", "targetKey", "result", "signature", "imageDigest", "toolchain",
        "toolchainId", "droppedSymbols", "artifacts", "commands", "worker", "seconds", "finishedAt")
      SELECT md5(f."id" || ${id}), ${id}, f."commit", f."targetKey", f."result", f."signature", f."imageDigest",
        f."toolchain", f."toolchainId", f."droppedSymbols", f."artifacts", f."commands", f."worker", f."seconds", f."finishedAt"
      FROM "Build" f JOIN "Bisection" x ON x."id" = f."bisectionId" JOIN "Bisection" own ON own."id" = ${id}
      WHERE ${same} AND ${plain} AND NOT f."clean" AND f."result" = 'built' AND f."toolchainId" = ${pinned('toolchain')}
        AND NOT EXISTS (SELECT 1 FROM "Build" b WHERE b."bisectionId" = ${id} AND b."commit" = ${commit}
          AND b."targetKey" = ${targetKey})
      ORDER BY f."finishedAt" DESC LIMIT 1
      ON CONFLICT DO NOTHING`
    await transaction.$executeRaw`
      INSERT INTO "Run" ("id", "bisectionId", "commit", "targetKey", "attempt", "image", "result", "log", "logBytes",
        "command", "emulator", "accelerator", "worker", "cpuSeconds", "seconds", "finishedAt")
      SELECT md5(f."id" || ${id}), ${id}, f."commit", f."targetKey", f."attempt", f."image", f."result", f."log",
        f."logBytes", f."command", f."emulator", f."accelerator", f."worker", f."cpuSeconds", f."seconds", f."finishedAt"
      FROM "Run" f
      WHERE ${plain} AND f."emulator" = ${pinned('emulator')} AND f."accelerator" = ${pinned('accelerator')}
        AND f."image" IS NOT NULL AND f."bisectionId" = (
          SELECT r."bisectionId" FROM "Run" r JOIN "Bisection" x ON x."id" = r."bisectionId"
          JOIN "Bisection" own ON own."id" = ${id}
          JOIN "Build" b ON b."bisectionId" = ${id} AND b."commit" = ${commit} AND b."targetKey" = ${targetKey}
            AND b."reverted" = '' AND b."patched" = '' AND b."merged" = ''
          WHERE ${same} AND r."commit" = ${commit} AND r."targetKey" = ${targetKey} AND r."reverted" = ''
            AND r."patched" = '' AND r."merged" = ''
            AND EXISTS (SELECT 1 FROM jsonb_array_elements(b."artifacts") a
              WHERE a ->> 'name' = 'image' AND a ->> 'digest' = r."image")
          GROUP BY r."bisectionId" ORDER BY count(*) DESC, r."bisectionId" LIMIT 1)
        AND NOT EXISTS (SELECT 1 FROM "Run" o WHERE o."bisectionId" = ${id} AND o."commit" = ${commit}
          AND o."targetKey" = ${targetKey})
      ON CONFLICT DO NOTHING`
  })
}
