import type { BisectionStore, OverrideFact } from '@kbisect/bisection'
import type { Database } from '../connection/database.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { inTransaction } from '../connection/transaction.ts'
import type { Override as OverrideRow } from '../generated/client.ts'
import { writeTogether } from './written-together.ts'

/** What people ask for and say of single commits. */
export function saidStore(database: Database): Pick<BisectionStore, 'addRerun' | 'saveOverride'> {
  return {
    addRerun: (id, rerun, together) =>
      inTransaction(database, id, async (transaction) => {
        await transaction.rerun.create({ data: { bisectionId: id, ...sanitizeForPostgres(rerun) } })
        await writeTogether(transaction, id, together)
      }),

    saveOverride: (id, commit, override, together) =>
      inTransaction(database, id, async (transaction) => {
        await transaction.override.deleteMany({ where: { bisectionId: id, commit } })
        // A new row, so that its time is the database's.
        if (override)
          await transaction.override.create({ data: { bisectionId: id, commit, ...sanitizeForPostgres(override) } })
        await writeTogether(transaction, id, together)
      }),
  }
}

export function toOverrideFact({ commit, verdict, by, why }: OverrideRow): OverrideFact {
  return { commit, verdict: verdict as OverrideFact['verdict'], by, why }
}
