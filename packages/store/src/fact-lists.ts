import type { Build, Candidate, Run, Target } from '@kbisect/contracts'
import { toCandidate, toOverride } from './candidate-rows.ts'
import { cutPage, type Page, type PageRequest, positionCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { toBuild, toRun } from './fact-rows.ts'
import { fromJson } from './json-columns.ts'
import { targetNames } from './targets.ts'

const inOrder = [{ finishedAt: 'asc' }, { id: 'asc' }] as const

const targetsOf = (database: Database, id: string) =>
  database.bisection.findUnique({ where: { id }, select: { targets: true } })

/** One page of the range, good end first, with the number of runs that each commit had on the main target. */
export async function listCandidates(
  database: Database,
  id: string,
  { cursor, limit }: PageRequest,
): Promise<Page<Candidate>> {
  const after = cursor === undefined ? -1 : positionCursor.decode(cursor)
  const bisection = await targetsOf(database, id)
  if (!bisection) return { items: [], next: null }
  const rows = await database.candidate.findMany({
    where: { bisectionId: id, position: { gt: after } },
    orderBy: { position: 'asc' },
    take: limit + 1,
    omit: { paths: true },
  })
  const [main] = fromJson<Target[]>(bisection.targets)
  const counted = await database.run.groupBy({
    by: ['commit'],
    where: {
      bisectionId: id,
      reverted: '',
      merged: '',
      targetKey: main?.key ?? '',
      commit: { in: rows.map((row) => row.hash) },
    },
    _count: true,
  })
  const overrides = await database.override.findMany({ where: { bisectionId: id } })
  const overrideOf = new Map(overrides.map((row) => [row.commit, toOverride(row)]))
  const runs = new Map(counted.map(({ commit, _count }) => [commit, _count]))
  return cutPage(rows, limit, {
    item: (row) => toCandidate(row, runs.get(row.hash) ?? 0, overrideOf.get(row.hash) ?? null),
    cursor: ({ position }) => positionCursor.encode(position),
  })
}

/** Every build, in the order in which they ended. */
export async function listBuilds(database: Database, id: string): Promise<Build[]> {
  const bisection = await targetsOf(database, id)
  if (!bisection) return []
  const rows = await database.build.findMany({ where: { bisectionId: id }, orderBy: [...inOrder] })
  const nameOf = targetNames(bisection.targets)
  return rows.map((row) => toBuild(row, nameOf))
}

/** Every run, or those of one commit, in the order in which they ended. */
export async function listRuns(database: Database, id: string, commit?: string): Promise<Run[]> {
  const bisection = await targetsOf(database, id)
  if (!bisection) return []
  const where = { bisectionId: id, ...(commit === undefined ? {} : { commit }) }
  const rows = await database.run.findMany({ where, orderBy: [...inOrder] })
  const nameOf = targetNames(bisection.targets)
  return rows.map((row) => toRun(row, nameOf))
}

export async function findRun(database: Database, runId: string): Promise<Run | undefined> {
  const row = await database.run.findUnique({
    where: { id: runId },
    include: { bisection: { select: { targets: true } } },
  })
  return row ? toRun(row, targetNames(row.bisection.targets)) : undefined
}
