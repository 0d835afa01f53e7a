import type { OverviewChange, Triage } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import { regressionColumns, toRegression } from '../regressions/regressions.ts'

const MOST = 50
const DAY_MILLISECONDS = 24 * 3_600_000

const withOriginal = { ...regressionColumns, original: { include: regressionColumns } } as const

/**
 * What changed in the lives of regressions in the 24 hours before a time, newest first, at most 50:
 * what watches saw, and what people set to fixed. A duplicate is named by its original.
 */
export async function recentChanges(database: Database, now: Date): Promise<OverviewChange[]> {
  const since = new Date(now.getTime() - DAY_MILLISECONDS)
  const changes = [...(await seenChanges(database, since)), ...(await fixedByPeople(database, since))]
  return changes.toSorted((a, b) => (a.at > b.at ? -1 : 1)).slice(0, MOST)
}

async function seenChanges(database: Database, since: Date): Promise<OverviewChange[]> {
  // The last ones by their key, which is in the order of time: there is no index of the time.
  const rows = await database.regressionChange.findMany({
    orderBy: { id: 'desc' },
    take: 2 * MOST,
    include: { regression: { include: withOriginal } },
  })
  const recent = rows.filter(({ at }) => at >= since)
  // What came back is noted of the regression that it was, too, after the one that it
  // is now.
  const cell = ({ commit, targetName, regression: { treeId, branch, testKind } }: (typeof rows)[number]) =>
    [treeId, branch, commit, targetName, testKind].join(' ')
  const first = new Map(recent.flatMap((row) => (row.kind === 'came back' ? [[cell(row), row.id]] : [])))
  return recent
    .filter((row) => row.kind !== 'came back' || first.get(cell(row)) === row.id)
    .map(({ kind, commit, targetName, message, at, regression }) => ({
      ...{ kind: kind as OverviewChange['kind'], commit, target: targetName, message, at: at.toISOString() },
      regression: toRegression(regression.original ?? regression),
    }))
}

async function fixedByPeople(database: Database, since: Date): Promise<OverviewChange[]> {
  const rows = await database.regression.findMany({
    where: { state: 'fixed', duplicateOf: null, triage: { path: ['at'], gte: since.toISOString() } },
    include: regressionColumns,
    take: MOST,
  })
  return rows.flatMap((row) => {
    const triage = fromJson<Triage | null>(row.triage)
    if (!triage?.commit) return []
    const { by, why, commit, at } = triage
    const message = why === null ? `Set by ${by}.` : `Set by ${by}: ${why}`
    return [{ kind: 'fixed' as const, commit, target: row.targetName, message, at, regression: toRegression(row) }]
  })
}
