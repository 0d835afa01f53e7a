import type { Build, Candidate, Run, TargetSummary } from '@kbisect/contracts'
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
  const runs = await countRuns(
    database,
    id,
    fromJson<TargetSummary[]>(bisection.targets),
    rows.map((row) => row.hash),
  )
  const overrides = await database.override.findMany({ where: { bisectionId: id } })
  const overrideOf = new Map(overrides.map((row) => [row.commit, toOverride(row)]))
  return cutPage(rows, limit, {
    item: (row) => toCandidate(row, runs.get(row.hash) ?? 0, overrideOf.get(row.hash) ?? null),
    cursor: ({ position }) => positionCursor.encode(position),
  })
}

/** One commit of the range; undefined when it is not in it. */
export async function findCandidate(database: Database, id: string, hash: string): Promise<Candidate | undefined> {
  const bisection = await targetsOf(database, id)
  const where = { bisectionId: id, hash }
  const row = await database.candidate.findUnique({ where: { bisectionId_hash: where }, omit: { paths: true } })
  if (!bisection || !row) return undefined
  const runs = await countRuns(database, id, fromJson<TargetSummary[]>(bisection.targets), [hash])
  const said = await database.override.findUnique({ where: { bisectionId_commit: { bisectionId: id, commit: hash } } })
  return toCandidate(row, runs.get(hash) ?? 0, said ? toOverride(said) : null)
}

/** Runs of commits on the main target. */
async function countRuns(
  database: Database,
  bisectionId: string,
  [main]: readonly TargetSummary[],
  commits: string[],
): Promise<ReadonlyMap<string, number>> {
  const counted = await database.run.groupBy({
    by: ['commit'],
    where: { bisectionId, reverted: '', merged: '', targetKey: main?.key ?? '', commit: { in: commits } },
    _count: true,
  })
  return new Map(counted.map(({ commit, _count }) => [commit, _count]))
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
