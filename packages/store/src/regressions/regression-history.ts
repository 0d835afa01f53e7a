import type { TestResult } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { Prisma, type Regression, type Tested } from '../generated/client.ts'
import { aroundRange, type HistoryRow } from './history-window.ts'

const MOST = 200

/** See {@link TestedStore.history}. */
export async function readHistory(database: Database, regressionId: string): Promise<TestResult[]> {
  const regression = await database.regression.findUnique({ where: { id: regressionId } })
  if (!regression) return []
  const { treeId, badHash, targetName, testKind } = regression
  const bad = await database.tested.findUnique({
    where: { treeId_commit_targetName_testKind: { treeId, commit: badHash, targetName, testKind } },
  })
  const middle = bad?.committedAt ?? regression.foundAt
  const [older, newer] = await Promise.all([
    nearest(database, regression, Prisma.sql`t."committedAt" <= ${middle.toISOString()}::timestamptz`, 'DESC'),
    nearest(database, regression, Prisma.sql`t."committedAt" > ${middle.toISOString()}::timestamptz`, 'ASC'),
  ])
  return aroundRange(older, newer, MOST).map(toResult)
}

type Row = Tested & HistoryRow

/**
 * The commits next to a moment on one side of it, nearest first, with their place in the
 * regression's range.
 */
function nearest(
  database: Database,
  { bisectionId, treeId, targetName, testKind }: Regression,
  side: Prisma.Sql,
  direction: 'ASC' | 'DESC',
): Promise<Row[]> {
  return database.$queryRaw<Row[]>`
    SELECT t.*, c."position" FROM "Tested" t
    LEFT JOIN "Candidate" c ON c."bisectionId" = ${bisectionId} AND c."hash" = t."commit"
    WHERE t."treeId" = ${treeId} AND t."targetName" = ${targetName} AND t."testKind" = ${testKind} AND ${side}
    ORDER BY t."committedAt" ${Prisma.raw(direction)} LIMIT ${MOST}`
}

const toResult = (row: Row): TestResult => ({
  commit: row.commit,
  subject: row.subject,
  committedAt: row.committedAt?.toISOString() ?? null,
  passes: row.passes,
  failures: row.failures,
  others: row.others,
  bisectionId: row.bisectionId,
  testedAt: row.testedAt.toISOString(),
})
