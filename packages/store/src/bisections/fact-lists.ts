import type { Build, Candidate, Run, TargetSummary } from '@kbisect/contracts'
import { afterPlace, cutPage, type Page, type PageRequest, positionCursor, timeCursor } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import type { Prisma } from '../generated/client.ts'
import { toCandidate, toOverride } from './candidate-rows.ts'
import { toBuild, toRun } from './fact-rows.ts'

/** Names of a bisection's targets by key; a key that is none of them names itself. */
export function targetNames(targets: Prisma.JsonValue): (key: string) => string {
  const names = new Map(fromJson<TargetSummary[]>(targets).map((target) => [target.key, target.name]))
  return (key) => names.get(key) ?? key
}

/** What builds and runs can be sorted by; a minus in front turns it round. */
export const factSorts = ['finishedAt', '-finishedAt'] as const
export type FactSort = (typeof factSorts)[number]

export interface FactRequest extends PageRequest {
  /** Only those of this commit. */
  readonly commit?: string | undefined
  /** Only those of the target with this name. */
  readonly target?: string | undefined
  /** Default: in the order in which they ended. */
  readonly sort?: FactSort | undefined
}

const targetsOf = (database: Database, id: string) =>
  database.bisection.findUnique({ where: { id }, select: { targets: true } })

/**
 * One page of the range, good revision first, with the number of runs that each commit had on the
 * main target.
 */
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

/** One page of a bisection's builds. @throws StoreError `bad-cursor` */
export async function listBuilds(database: Database, id: string, request: FactRequest): Promise<Page<Build>> {
  const bisection = await targetsOf(database, id)
  if (!bisection) return { items: [], next: null }
  const rows = await database.build.findMany(pageOf(id, bisection, request))
  return cutFacts(rows, bisection, request, toBuild)
}

/** One page of a bisection's runs. @throws StoreError `bad-cursor` */
export async function listRuns(database: Database, id: string, request: FactRequest): Promise<Page<Run>> {
  const bisection = await targetsOf(database, id)
  if (!bisection) return { items: [], next: null }
  const rows = await database.run.findMany(pageOf(id, bisection, request))
  return cutFacts(rows, bisection, request, toRun)
}

type Targets = NonNullable<Awaited<ReturnType<typeof targetsOf>>>

function pageOf(bisectionId: string, { targets }: Targets, request: FactRequest) {
  const { commit, target, sort = 'finishedAt', cursor, limit } = request
  const direction = sort === 'finishedAt' ? 'asc' : 'desc'
  const keys = fromJson<TargetSummary[]>(targets).flatMap(({ name, key }) => (name === target ? [key] : []))
  return {
    where: {
      bisectionId,
      ...(commit === undefined ? {} : { commit }),
      ...(target === undefined ? {} : { targetKey: { in: keys } }),
      ...afterPlace('finishedAt', direction, cursor),
    },
    orderBy: [{ finishedAt: direction }, { id: direction }],
    take: limit + 1,
  } satisfies Prisma.RunFindManyArgs & Prisma.BuildFindManyArgs
}

function cutFacts<Row extends { readonly id: string; readonly finishedAt: Date }, Fact>(
  rows: readonly Row[],
  { targets }: Targets,
  { limit }: FactRequest,
  toFact: (row: Row, nameOf: (key: string) => string) => Fact,
): Page<Fact> {
  const nameOf = targetNames(targets)
  return cutPage(rows, limit, {
    item: (row) => toFact(row, nameOf),
    cursor: ({ finishedAt, id }) => timeCursor.encode({ at: finishedAt, id }),
  })
}

export async function findRun(database: Database, runId: string): Promise<Run | undefined> {
  const row = await database.run.findUnique({
    where: { id: runId },
    include: { bisection: { select: { targets: true } } },
  })
  return row ? toRun(row, targetNames(row.bisection.targets)) : undefined
}
