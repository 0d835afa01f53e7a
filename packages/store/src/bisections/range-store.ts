import type { BisectionStore } from '@kbisect/bisection'
import type { VerdictWord } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { inTransaction, transact } from '../connection/transaction.ts'
import { unknownBisection } from '../connection/unknown-bisection.ts'
import { Prisma } from '../generated/client.ts'
import { candidateColumns, toRangeCommit } from './candidate-rows.ts'
import { writeTogether } from './written-together.ts'

type RangeStore = Pick<BisectionStore, 'saveRange' | 'range' | 'candidateStates' | 'saveCandidates'>

/** The commits between the boundaries, and what is thought of each. */
export function rangeStore(database: Database): RangeStore {
  return {
    async saveRange(id, range) {
      const rows = JSON.stringify(range.map((commit, position) => candidateColumns(commit, position)))
      await transact(database, async (transaction) => {
        // The process that holds the row writes the range; the others wait and then find it
        // written.
        const found = await transaction.$queryRaw<unknown[]>`
            SELECT 1 FROM "Bisection" WHERE "id" = ${id} FOR NO KEY UPDATE`
        if (found.length === 0) throw unknownBisection(id)
        if ((await transaction.candidate.count({ where: { bisectionId: id } })) > 0) return
        // As one value: a merge window has 15,000 commits, and createMany takes 5 s for them.
        await transaction.$executeRaw`
            INSERT INTO "Candidate"
              ("bisectionId", "position", "hash", "subject", "author", "authoredAt", "committedAt", "parents", "paths")
            SELECT ${id}, "position", "hash", "subject", "author",
              to_timestamp("authored"), to_timestamp("committed"), "parents", "paths"
            FROM jsonb_to_recordset(${rows}::jsonb) AS r("position" int, "hash" text, "subject" text, "author" text,
              "authored" double precision, "committed" double precision, "parents" text[], "paths" jsonb)`
      })
    },

    async range(id) {
      const rows = await database.candidate.findMany({ where: { bisectionId: id }, orderBy: { position: 'asc' } })
      return rows.map(toRangeCommit)
    },

    async candidateStates(id) {
      const rows = await database.candidate.findMany({
        where: { bisectionId: id },
        orderBy: { position: 'asc' },
        select: { hash: true, verdict: true, reason: true, possible: true, noop: true, drift: true },
      })
      return rows.map((row) => ({ ...row, verdict: row.verdict as VerdictWord | null }))
    },

    async saveCandidates(id, changes, together) {
      const columns = JSON.stringify(sanitizeForPostgres(changes))
      const save = Prisma.sql`
        UPDATE "Candidate" AS c
        SET "verdict" = n."verdict", "reason" = n."reason", "possible" = n."possible", "noop" = n."noop", "drift" = n."drift"
        FROM jsonb_to_recordset(${columns}::jsonb)
          AS n("hash" text, "verdict" text, "reason" text, "possible" boolean, "noop" boolean, "drift" text)
        WHERE c."bisectionId" = ${id} AND c."hash" = n."hash"`
      await inTransaction(database, id, async (transaction) => {
        if (changes.length > 0) await transaction.$executeRaw(save)
        await writeTogether(transaction, id, together)
      })
    },
  }
}
