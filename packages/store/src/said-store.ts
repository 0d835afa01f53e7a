import type { BisectionStore, OverrideFact } from '@kbisect/bisection'
import type { Database } from './database.ts'
import { isMissingReference } from './database-errors.ts'
import type { Override as OverrideRow } from './generated/client.ts'
import { storable } from './storable.ts'
import { unknownBisection } from './unknown-bisection.ts'

/** What people ask for and say of single commits. */
export function saidStore(database: Database): Pick<BisectionStore, 'addRerun' | 'saveOverride'> {
  return {
    async addRerun(id, rerun) {
      try {
        await database.rerun.create({ data: { bisectionId: id, ...storable(rerun) } })
      } catch (error) {
        throw isMissingReference(error) ? unknownBisection(id, error) : error
      }
    },

    async saveOverride(id, commit, override) {
      if (!override) {
        await database.override.deleteMany({ where: { bisectionId: id, commit } })
        return
      }
      const said = { ...storable(override), at: new Date() }
      try {
        await database.override.upsert({
          where: { bisectionId_commit: { bisectionId: id, commit } },
          create: { bisectionId: id, commit, ...said },
          update: said,
        })
      } catch (error) {
        throw isMissingReference(error) ? unknownBisection(id, error) : error
      }
    },
  }
}

export function toOverrideFact({ commit, verdict, by, why }: OverrideRow): OverrideFact {
  return { commit, verdict: verdict as OverrideFact['verdict'], by, why }
}
