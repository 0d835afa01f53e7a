import type { AskedTarget, KnownTarget, Revision, TestResult } from '@kbisect/contracts'
import type { Page, PageRequest } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { searchesOnly } from '../connection/without-checks.ts'
import type { Prisma } from '../generated/client.ts'
import { readHistory } from '../regressions/regression-history.ts'
import { listRevisions } from './revision-list.ts'

/** What git knows of a commit that was tested. */
export interface CommitDescription {
  readonly hash: string
  readonly subject: string
  readonly committedAt: Date
}

/** How the commits of trees did in tests, over all their bisections. */
export interface TestedStore {
  /** A tree's tested commits with all their results, the last tested first. */
  revisions(treeId: string, page: PageRequest): Promise<Page<Revision>>
  /**
   * How a regression's test did on its tree and target, oldest commit first: at most 200 commits
   * around its range. Those that nobody described are left out, as they have no place in it.
   */
  history(regressionId: string): Promise<TestResult[]>
  /**
   * Tested commits of which only the hash is known, with the names of their trees; at most 1,000.
   */
  undescribed(): Promise<{ readonly tree: string; readonly commit: string }[]>
  /** Stores what commits are that are, or will be, tested without being candidates. */
  describe(treeId: string, commits: readonly CommitDescription[]): Promise<void>
  /** The main targets of a tree's bisections, each name once, the last used first; at most 100. */
  targets(treeId: string): Promise<KnownTarget[]>
}

/** How many targets of a tree are listed. */
export const MOST_KNOWN_TARGETS = 100

const MOST_UNDESCRIBED = 1_000

export function testedStore(database: Database): TestedStore {
  return {
    revisions: (treeId, page) => listRevisions(database, treeId, page),
    history: (regressionId) => readHistory(database, regressionId),

    async undescribed() {
      const rows = await database.tested.findMany({
        where: { committedAt: null },
        select: { commit: true, tree: { select: { name: true } } },
        distinct: ['treeId', 'commit'],
        take: MOST_UNDESCRIBED,
      })
      return rows.map(({ commit, tree }) => ({ commit, tree: tree.name }))
    },

    async describe(treeId, commits) {
      const lines = sanitizeForPostgres(
        commits.map(({ hash, subject, committedAt }) => ({ treeId, hash, subject, committedAt })),
      )
      const rows = JSON.stringify(lines.map((line) => ({ ...line, at: line.committedAt.getTime() / 1000 })))
      await database.$transaction([
        database.commitLine.createMany({ data: lines, skipDuplicates: true }),
        database.$executeRaw`
          UPDATE "Tested" t SET "subject" = n."subject", "committedAt" = to_timestamp(n."at")
          FROM jsonb_to_recordset(${rows}::jsonb) AS n("hash" text, "subject" text, "at" double precision)
          WHERE t."treeId" = ${treeId} AND t."commit" = n."hash" AND t."committedAt" IS NULL`,
      ])
    },

    async targets(treeId) {
      const rows = await database.$queryRaw<{ name: string; target: Prisma.JsonValue; usedAt: Date }[]>`
        SELECT b."targetName" AS "name", b."request" -> 'target' AS "target", b."createdAt" AS "usedAt"
        FROM (
          SELECT DISTINCT ON ("targetName") "id" FROM "Bisection" WHERE "treeId" = ${treeId} AND ${searchesOnly}
          ORDER BY "targetName", "createdAt" DESC
        ) AS last
        JOIN "Bisection" b ON b."id" = last."id"
        ORDER BY b."createdAt" DESC, b."targetName" LIMIT ${MOST_KNOWN_TARGETS}`
      return rows.map(({ name, target, usedAt }) => ({
        name,
        request: fromJson<AskedTarget>(target),
        lastUsedAt: usedAt.toISOString(),
      }))
    },
  }
}
