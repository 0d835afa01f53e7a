import {
  type Bisection,
  type BisectionResult,
  checkedState,
  type Progress,
  type Search,
  type WatchState,
} from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import type { Prisma, Work } from '../generated/client.ts'
import { withPlaces } from './advance-states.ts'
import { asked, summaryColumns, toSummary } from './bisection-rows.ts'
import { targetNames } from './fact-lists.ts'

const detailColumns = {
  ...summaryColumns,
  request: true,
  targets: true,
  mergeBases: true,
  createdBy: true,
  retryOf: true,
  search: true,
  result: true,
  check: true,
  watch: { select: { id: true, name: true } },
  watchResults: { select: { regressionId: true, state: true }, take: 1 },
  work: { orderBy: [{ startedAt: 'asc' }, { task: 'asc' }] },
  _count: { select: { builds: true, runs: true, errors: true } },
} as const satisfies Prisma.BisectionSelect
type DetailRow = Prisma.BisectionGetPayload<{ select: typeof detailColumns }>

/** All that the page of one bisection shows at its head; undefined when there is none. */
export async function readDetail(database: Database, id: string): Promise<Bisection | undefined> {
  const row = await database.bisection.findUnique({ where: { id }, select: detailColumns })
  if (!row) return undefined
  const [summary] = await withPlaces(database, [toSummary(row)])
  if (!summary) return undefined
  return {
    ...summary,
    ...asked(row),
    mergeBases: row.mergeBases,
    createdBy: row.createdBy,
    retryOf: row.retryOf,
    ...(row.watch ? { watch: row.watch } : {}),
    ...checkOf(row),
    progress: await readProgress(database, row),
    search: fromJson<Search | null>(row.search),
    result: fromJson<BisectionResult | null>(row.result),
  }
}

/** What it tests, of a check of a watch alone. */
function checkOf(row: DetailRow): Pick<Bisection, 'check'> {
  if (row.check === null) return {}
  const result = fromJson<BisectionResult | null>(row.result)
  // Nothing: its watch was deleted.
  const [found] = row.watchResults
  const state = result ? checkedState(result) : ((found?.state ?? 'testing') as WatchState)
  return { check: { revision: row.badHash, state, regressionId: found?.regressionId ?? row.regression?.id ?? null } }
}

async function readProgress(database: Database, row: DetailRow): Promise<Progress> {
  const { builds, runs, errors } = row._count
  const { stage, commits, candidatesLeft } = toSummary(row)
  const working = await readWorking(database, row)
  return { stage, commits, candidatesLeft, builds, runs, working, infrastructureErrors: errors }
}

async function readWorking(database: Database, row: DetailRow): Promise<Progress['working']> {
  // What a worker that died left behind says nothing once nobody is to work here.
  if (row.state === 'finished' || row.state === 'paused' || row.work.length === 0) return []
  const candidates = await database.candidate.findMany({
    where: { bisectionId: row.id, hash: { in: row.work.map((work) => work.commit) } },
    select: { hash: true, subject: true },
  })
  const subjects = new Map(candidates.map(({ hash, subject }) => [hash, subject]))
  const nameOf = targetNames(row.targets)
  return row.work.map((work) => ({
    task: work.task,
    kind: work.kind as Progress['working'][number]['kind'],
    commit: work.commit,
    subject: subjects.get(work.commit) ?? outsideTheRange(row, work),
    target: nameOf(work.targetKey),
    worker: work.worker,
    startedAt: work.startedAt.toISOString(),
  }))
}

/** The good revision and merge bases are no candidates: they go by what they were called. */
function outsideTheRange(row: DetailRow, { commit }: Work): string {
  if (commit === row.goodHash) return row.goodRef
  if (commit === row.badHash) return row.badRef
  return row.mergeBases.includes(commit) ? 'merge base' : ''
}
