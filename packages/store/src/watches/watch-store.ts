import type {
  FurtherTargetRequest,
  Test,
  Watch,
  WatchChange,
  WatchedRevision,
  WatchRequest,
  WatchSchedule,
} from '@kbisect/contracts'
import {
  badCursor,
  cutPage,
  nameCursor,
  type Page,
  type PageRequest,
  packCursor,
  unpackCursor,
} from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { isDuplicate } from '../connection/database-errors.ts'
import { fromJson, toJson } from '../connection/json-columns.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import type { Prisma } from '../generated/client.ts'
import { toResult } from './watch-results.ts'

/** A watch with everything decided. */
export interface NewWatch extends Required<Omit<WatchRequest, 'tree'>> {
  readonly treeId: string
  /** Name of the token with which it was added. */
  readonly createdBy: string | null
}

/** Which watched revisions are wanted. */
export interface RevisionRequest extends PageRequest {
  readonly watchId: string
  readonly branch?: string | undefined
  /** A full hash. */
  readonly commit?: string | undefined
}

export interface WatchStore {
  /** @throws StoreError `name-taken` */
  create(watch: NewWatch): Promise<Watch>
  /** One page, by name. @throws StoreError `bad-cursor` */
  list(request: PageRequest & { readonly treeId?: string | undefined }): Promise<Page<Watch>>
  find(id: string): Promise<Watch | undefined>
  /** What is left out stays; undefined when there is no such watch. */
  change(id: string, change: WatchChange): Promise<Watch | undefined>
  /** False when there was none. Its checks stay, and belong to no watch. */
  remove(id: string): Promise<boolean>
  /** Checks of a watch that go on. */
  checks(id: string): Promise<string[]>
  /** Branches of which revisions were seen, by name. */
  branches(id: string): Promise<string[]>
  /** One page, newest first. @throws StoreError `bad-cursor` */
  revisions(request: RevisionRequest): Promise<Page<WatchedRevision>>
  /** The watches of trees, for a push to them. */
  ofTrees(
    treeIds: readonly string[],
  ): Promise<{ readonly id: string; readonly name: string; readonly branches: string[] }[]>
}

const withTree = { tree: { select: { name: true } } } as const
type WatchRow = Prisma.WatchGetPayload<{ include: typeof withTree }>

interface Counts {
  readonly id: string
  readonly waiting: number
  readonly testing: number
  readonly buildsLastDay: number
}

export function watchStore(database: Database): WatchStore {
  const full = async (rows: readonly WatchRow[]): Promise<Watch[]> => {
    const counts = await countsOf(
      database,
      rows.map(({ id }) => id),
    )
    return rows.map((row) => toWatch(row, counts.get(row.id)))
  }
  const find = async (id: string): Promise<Watch | undefined> => {
    const row = await database.watch.findUnique({ where: { id }, include: withTree })
    return row ? (await full([row]))[0] : undefined
  }
  return {
    async create({ targets, tests, schedule, branches, ...plain }) {
      const id = newId()
      const data = { ...plain, branches: [...sanitizeForPostgres(branches)], ...jsonOf({ targets, tests, schedule }) }
      try {
        const row = await database.watch.create({ data: { ...data, id }, include: withTree })
        return toWatch(row, undefined)
      } catch (error) {
        throw isDuplicate(error) ? nameTaken(plain.name, error) : error
      }
    },

    async list({ cursor, limit, treeId }) {
      const after = cursor === undefined ? {} : { name: { gt: nameCursor.decode(cursor) } }
      const where = { ...after, ...(treeId === undefined ? {} : { treeId }) }
      const rows = await database.watch.findMany({
        where,
        orderBy: { name: 'asc' },
        take: limit + 1,
        include: withTree,
      })
      const page = cutPage(rows, limit, { item: (row) => row, cursor: ({ name }) => nameCursor.encode(name) })
      return { ...page, items: await full(page.items) }
    },

    find,

    async change(id, { targets, tests, schedule, branches, ...plain }) {
      const data = {
        ...plain,
        ...(branches === undefined ? {} : { branches: [...sanitizeForPostgres(branches)] }),
        ...jsonOf({ targets, tests, schedule }),
      }
      const { count } = await database.watch.updateMany({ where: { id }, data })
      return count === 0 ? undefined : await find(id)
    },

    async remove(id) {
      return (await database.watch.deleteMany({ where: { id } })).count === 1
    },

    async checks(id) {
      const rows = await database.$queryRaw<{ id: string }[]>`
        SELECT "id" FROM "Bisection" WHERE "watchId" = ${id} AND "check" IS NOT NULL AND "state" <> 'finished'`
      return rows.map((row) => row.id)
    },

    async branches(id) {
      const rows = await database.watchedRevision.groupBy({ by: ['branch'], where: { watchId: id } })
      return rows.map(({ branch }) => branch).sort((a, b) => (a < b ? -1 : 1))
    },

    async revisions({ watchId, branch, commit, cursor, limit }) {
      const before = cursor === undefined ? {} : { number: { lt: numberOf(cursor) } }
      const wanted = { ...(branch === undefined ? {} : { branch }), ...(commit === undefined ? {} : { commit }) }
      const rows = await database.watchedRevision.findMany({
        where: { watchId, ...wanted, ...before },
        orderBy: { number: 'desc' },
        take: limit + 1,
        include: {
          watch: { select: { name: true, tree: { select: { name: true } } } },
          results: { orderBy: [{ testIndex: 'asc' }, { targetName: 'asc' }] },
        },
      })
      return cutPage(rows, limit, { item: toRevision, cursor: ({ number }) => packCursor(['r', String(number)]) })
    },

    async ofTrees(treeIds) {
      return await database.watch.findMany({
        where: { treeId: { in: [...treeIds] }, paused: false },
        orderBy: { name: 'asc' },
        select: { id: true, name: true, branches: true },
      })
    },
  }
}

function numberOf(cursor: string): bigint {
  const [kind, number, ...more] = unpackCursor(cursor)
  if (kind === 'r' && typeof number === 'string' && /^\d{1,18}$/.test(number) && more.length === 0)
    return BigInt(number)
  throw badCursor(cursor)
}

const jsonOf = ({
  targets,
  tests,
  schedule,
}: { readonly [Key in 'targets' | 'tests' | 'schedule']: WatchChange[Key] | undefined }) =>
  ({
    ...(targets === undefined ? {} : { targets: toJson(targets) }),
    ...(tests === undefined ? {} : { tests: toJson(tests) }),
    ...(schedule === undefined ? {} : { schedule: toJson(schedule) }),
  }) as { targets: Prisma.InputJsonValue; tests: Prisma.InputJsonValue; schedule: Prisma.InputJsonValue }

function nameTaken(name: string, cause: unknown): StoreError {
  return new StoreError(
    'name-taken',
    `there is a watch named ${name} already`,
    'change it, or take another name',
    cause,
  )
}

async function countsOf(database: Database, ids: readonly string[]): Promise<ReadonlyMap<string, Counts>> {
  if (ids.length === 0) return new Map()
  const rows = await database.$queryRaw<Counts[]>`
    SELECT w."id",
      (SELECT count(*)::int FROM "WatchResult" r JOIN "WatchedRevision" v ON v."id" = r."revisionId"
        WHERE v."watchId" = w."id" AND r."state" = 'waiting') AS "waiting",
      (SELECT count(*)::int FROM "WatchResult" r JOIN "WatchedRevision" v ON v."id" = r."revisionId"
        WHERE v."watchId" = w."id" AND r."state" = 'testing') AS "testing",
      (SELECT count(*)::int FROM "Build" b JOIN "Bisection" x ON x."id" = b."bisectionId"
        WHERE x."watchId" = w."id" AND b."finishedAt" > clock_timestamp() - interval '24 hours') AS "buildsLastDay"
    FROM "Watch" w WHERE w."id" = ANY(${[...ids]})`
  return new Map(rows.map((row) => [row.id, row]))
}

function toWatch(row: WatchRow, counts: Counts | undefined): Watch {
  const { id, name, branches, runs, buildsPerDay, bisections, paused, createdBy, lookError } = row
  return {
    ...{ id, name, tree: row.tree.name, branches },
    targets: fromJson<FurtherTargetRequest[]>(row.targets),
    tests: fromJson<Test[]>(row.tests),
    schedule: fromJson<WatchSchedule>(row.schedule),
    revisions: row.revisions as Watch['revisions'],
    policy: row.policy as Watch['policy'],
    ...{ runs, buildsPerDay, bisections, paused, createdBy, lookError },
    createdAt: row.createdAt.toISOString(),
    lookedAt: row.lookedAt?.toISOString() ?? null,
    waiting: counts?.waiting ?? 0,
    testing: counts?.testing ?? 0,
    buildsLastDay: counts?.buildsLastDay ?? 0,
  }
}

type RevisionRow = Prisma.WatchedRevisionGetPayload<{
  include: { watch: { select: { name: true; tree: { select: { name: true } } } }; results: true }
}>

function toRevision(row: RevisionRow): WatchedRevision {
  const { id, watchId, branch, commit, subject, watch, results } = row
  return {
    ...{ id, watch: watch.name, watchId, tree: watch.tree.name, branch, commit, subject },
    committedAt: row.committedAt.toISOString(),
    seenAt: row.seenAt.toISOString(),
    results: results.map(toResult),
  }
}
