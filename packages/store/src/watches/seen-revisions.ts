import type { CellResult } from '@kbisect/bisection'
import type { RevisionHead } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import { Prisma } from '../generated/client.ts'
import { toResult } from './watch-results.ts'

/** A revision of a watch with its results, and what these belong to. */
export interface SeenRevision extends RevisionHead {
  /** Where it stands among the revisions of all watches. */
  readonly number: bigint
  readonly results: readonly CellResult[]
}

/** Which revision of a watch is meant. */
export interface RevisionChoice {
  readonly watchId: string
  /** A full hash, or its beginning. */
  readonly commit: string
  /** undefined: the branch on which it was seen last. */
  readonly branch?: string | undefined
}

export interface SeenRevisions {
  /** The revision, or `ambiguous` where the hash begins several commits of the watch. */
  find(choice: RevisionChoice): Promise<SeenRevision | 'ambiguous' | undefined>
  /** The last revision of its branch before one that has a result. */
  previous(watchId: string, revision: SeenRevision): Promise<RevisionHead | undefined>
  /** The last revision of its branch before one that passed in all these cells. */
  lastGood(watchId: string, revision: SeenRevision, cells: readonly CellResult[]): Promise<RevisionHead | undefined>
}

const results = {
  orderBy: [{ testIndex: 'asc' }, { targetName: 'asc' }],
  include: {
    regression: {
      select: {
        ...{ id: true, state: true, goneAt: true, goodHash: true },
        original: { select: { id: true, state: true, goneAt: true } },
        bisection: { select: { id: true, state: true, outcome: true, label: true, check: true } },
      },
    },
  },
} as const satisfies Prisma.WatchedRevision$resultsArgs
type Row = Prisma.WatchedRevisionGetPayload<{ include: { results: typeof results } }>

/** Single revisions of watches, with what their failures belong to. */
export function seenRevisions(database: Database): SeenRevisions {
  return {
    async find({ watchId, commit, branch }) {
      const where = { watchId, commit: { startsWith: commit }, ...(branch === undefined ? {} : { branch }) }
      const commits = await database.watchedRevision.groupBy({
        by: ['commit'],
        where,
        orderBy: { commit: 'asc' },
        take: 2,
      })
      if (commits.length > 1) return 'ambiguous'
      const row = await database.watchedRevision.findFirst({
        where,
        orderBy: { number: 'desc' },
        include: { results },
      })
      return row ? toSeenRevision(row) : undefined
    },

    async previous(watchId, { branch, number }) {
      const row = await database.watchedRevision.findFirst({
        where: {
          ...{ watchId, branch, number: { lt: number } },
          results: { some: { state: { notIn: ['waiting', 'testing', 'not known'] } } },
        },
        orderBy: { number: 'desc' },
      })
      return row ? toHead(row) : undefined
    },

    async lastGood(watchId, { branch, number }, cells) {
      if (cells.length === 0) return undefined
      const wanted = Prisma.join(cells.map(({ targetKey, testIndex }) => Prisma.sql`(${targetKey}, ${testIndex}::int)`))
      const [found] = await database.$queryRaw<{ id: string }[]>`
        SELECT v."id" FROM "WatchedRevision" v
        WHERE v."watchId" = ${watchId} AND v."branch" = ${branch} AND v."number" < ${number}
          AND (SELECT count(*) FROM "WatchResult" r WHERE r."revisionId" = v."id" AND r."state" = 'passed'
            AND (r."targetKey", r."testIndex") IN (${wanted})) = ${cells.length}::int
        ORDER BY v."number" DESC LIMIT 1`
      const row = found && (await database.watchedRevision.findUnique({ where: { id: found.id } }))
      return row ? toHead(row) : undefined
    },
  }
}

type HeadRow = Pick<Row, 'branch' | 'commit' | 'subject' | 'committedAt' | 'seenAt'>

function toHead({ branch, commit, subject, committedAt, seenAt }: HeadRow): RevisionHead {
  return { branch, commit, subject, committedAt: committedAt.toISOString(), seenAt: seenAt.toISOString() }
}

const toSeenRevision = (row: Row): SeenRevision => ({
  ...toHead(row),
  number: row.number,
  results: row.results.map(toCellResult),
})

function toCellResult(row: Row['results'][number]): CellResult {
  const { targetKey, regression } = row
  const { bisection = null } = regression ?? {}
  const { id, state, goneAt } = regression?.original ?? regression ?? {}
  const link = { id, state, gone: (goneAt ?? null) !== null, good: regression?.goodHash }
  return {
    ...toResult(row),
    signature: fromJson<CellResult['signature']>(row.signature),
    targetKey,
    regression: regression ? (link as CellResult['regression']) : null,
    bisection: bisection && bisection.check === null ? toBisection(bisection) : null,
  }
}

function toBisection({
  id,
  state,
  outcome,
  label,
}: {
  readonly id: string
  readonly state: string
  readonly outcome: string | null
  readonly label: string | null
}) {
  return { id, state, outcome, label } as CellResult['bisection']
}
