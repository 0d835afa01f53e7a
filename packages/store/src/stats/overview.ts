import type { Label, Overview } from '@kbisect/contracts'
import { withPlaces } from '../bisections/advance-states.ts'
import { summaryColumns, toSummary } from '../bisections/bisection-rows.ts'
import type { Database } from '../connection/database.ts'
import { withoutChecks } from '../connection/without-checks.ts'
import type { Prisma } from '../generated/client.ts'
import { OPEN_REGRESSIONS, regressionColumns, toRegression } from '../regressions/regressions.ts'
import { recentChanges } from './recent-changes.ts'

/** What of the first page the database knows. */
export type StoredOverview = Pick<Overview, 'changes' | 'running' | 'finished' | 'regressions' | 'totals'>

const RUNNING = 50
const LAST = 20
const CONFIRMED: readonly Label[] = ['confirmed', 'confirmed without revert']

/** One moment of everything, without a look at single runs. */
export async function readOverview(database: Database): Promise<StoredOverview> {
  const running: Prisma.BisectionWhereInput = { state: { in: ['queued', 'running', 'paused'] } }
  const unresolved = { duplicateOf: null, state: { in: ['open', 'known', 'claimed'] } }
  const [runs, ended, regressions, bisections, runningCount, openRegressions, culprits, confirmed, heldMails] =
    await database.$transaction(
      [
        database.bisection.findMany({
          where: { ...withoutChecks, ...running },
          select: summaryColumns,
          orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
          take: RUNNING,
        }),
        database.bisection.findMany({
          where: { ...withoutChecks, finishedAt: { not: null } },
          select: summaryColumns,
          orderBy: [{ finishedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }],
          take: LAST,
        }),
        database.regression.findMany({
          where: unresolved,
          include: regressionColumns,
          orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
          take: LAST,
        }),
        database.bisection.count({ where: withoutChecks }),
        database.bisection.count({ where: { ...withoutChecks, ...running } }),
        database.regression.count({ where: OPEN_REGRESSIONS }),
        database.bisection.count({ where: { ...withoutChecks, outcome: 'culprit' } }),
        database.bisection.count({ where: { ...withoutChecks, outcome: 'culprit', label: { in: [...CONFIRMED] } } }),
        database.mail.count({ where: { state: 'held' } }),
      ],
      { isolationLevel: 'RepeatableRead' },
    )
  return {
    changes: await recentChanges(database, new Date()),
    running: await withPlaces(database, runs.map(toSummary)),
    finished: ended.map(toSummary),
    regressions: regressions.map(toRegression),
    totals: {
      ...{ bisections, running: runningCount, openRegressions, culprits, heldMails },
      probable: culprits - confirmed,
    },
  }
}
