import {
  type BisectionStore,
  type BuildFact,
  type Facts,
  type InfrastructureErrorFact,
  pinsOfBuild,
  pinsOfRun,
  type RunFact,
  type StoredArtifact,
  taskKey,
} from '@kbisect/bisection'
import { readArtifactStoreId } from '../artifacts/artifact-store-id.ts'
import type { Database } from '../connection/database.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { inTransaction } from '../connection/transaction.ts'
import { unknownBisection } from '../connection/unknown-bisection.ts'
import type { Prisma } from '../generated/client.ts'
import { countBuild, countRun } from './count-tested.ts'
import { buildRow, revisionColumns, runRow, toBuildFact, toRunFact } from './fact-rows.ts'
import { toOverrideFact } from './manual-input-store.ts'
import { hold, readPins, repin } from './pins.ts'
import { writeTogether } from './written-together.ts'

type FactStore = Pick<
  BisectionStore,
  | 'facts'
  | 'pins'
  | 'repin'
  | 'artifactStoreId'
  | 'addBuild'
  | 'forgetBuild'
  | 'addRun'
  | 'addInfrastructureError'
  | 'startWork'
  | 'workerOf'
  | 'addDeath'
  | 'endWork'
>

// Decisions must not depend on the order in which Postgres happens to answer.
const inOrder = [{ finishedAt: 'asc' }, { id: 'asc' }] as const

/** What was found out, and who is finding out what. */
export function factStore(database: Database): FactStore {
  return {
    facts: (id) => readFacts(database, id),
    pins: (id) => readPins(database, id),
    repin: (id, pins, together) =>
      inTransaction(database, id, async (transaction) => {
        await repin(transaction, id, pins)
        await writeTogether(transaction, id, together)
      }),

    artifactStoreId: () => readArtifactStoreId(database),

    async forgetBuild(id, { revision, targetKey, clean = false }) {
      await database.build.deleteMany({
        where: { bisectionId: id, ...revisionColumns(revision), targetKey, clean },
      })
    },

    async addBuild(id, build: BuildFact, together) {
      return inTransaction(database, id, async (transaction) => {
        const added = await transaction.build.createMany({ data: [buildRow(id, build)], skipDuplicates: true })
        if (added.count === 1) {
          await hold(transaction, id, pinsOfBuild(build))
          await countBuild(transaction, id, build)
        }
        await rememberArtifacts(transaction, build.artifacts)
        if (added.count === 1) await writeTogether(transaction, id, together)
        return added.count === 1
      })
    },

    async addRun(id, run: RunFact, build, together) {
      const log = run.log === null ? [] : [{ name: 'log', digest: run.log, bytes: run.logBytes }]
      return inTransaction(database, id, async (transaction) => {
        if (build && !(await isStored(transaction, id, run, build))) return false
        const added = await transaction.run.createMany({ data: [runRow(id, run)], skipDuplicates: true })
        if (added.count === 1) {
          await hold(transaction, id, pinsOfRun(run))
          await countRun(transaction, id, run)
        }
        await rememberArtifacts(transaction, log)
        if (added.count === 1) await writeTogether(transaction, id, together)
        return added.count === 1
      })
    },

    addInfrastructureError: (id, fault, together) =>
      inTransaction(database, id, async (transaction) => {
        await transaction.infrastructureError.create({ data: { bisectionId: id, ...sanitizeForPostgres(fault) } })
        await writeTogether(transaction, id, together)
      }),

    async workerOf(id, task) {
      const where = { bisectionId_task: { bisectionId: id, task } }
      const row = await database.work.findUnique({ where, select: { worker: true, process: true } })
      return row && row.process !== '' ? { name: row.worker, process: row.process } : undefined
    },

    async addDeath(id, task, { name, process }, death, together) {
      const fault = { bisectionId: id, task: taskKey(task) }
      return inTransaction(database, id, async (transaction) => {
        const { count } = await transaction.work.deleteMany({ where: { ...fault, process } })
        if (count === 0) return false
        await transaction.infrastructureError.create({
          data: { ...fault, worker: name, ...sanitizeForPostgres(death) },
        })
        await writeTogether(transaction, id, together)
        return true
      })
    },

    async startWork(id, task, { name, process }, together) {
      const { commit, reverted, patched, merged } = revisionColumns(task.revision)
      await inTransaction(database, id, async (transaction) => {
        await transaction.$executeRaw`
          INSERT INTO "Work"
            ("bisectionId", "task", "kind", "commit", "reverted", "patched", "merged", "targetKey", "worker", "process", "startedAt")
          SELECT ${id}, ${taskKey(task)}, ${task.kind}, ${commit}, ${reverted}, ${patched}, ${merged},
            ${task.target.key}, ${sanitizeForPostgres(name)}, ${process}, clock_timestamp()
          ON CONFLICT ("bisectionId", "task") DO UPDATE SET
            "worker" = EXCLUDED."worker", "process" = EXCLUDED."process", "startedAt" = EXCLUDED."startedAt"`
        await writeTogether(transaction, id, together)
      })
    },

    async endWork(id, task) {
      await database.work.deleteMany({ where: { bisectionId: id, task: taskKey(task) } })
    },
  }
}

async function readFacts(database: Database, id: string): Promise<Facts> {
  const where = { bisectionId: id }
  const [bisection, builds, runs, errors, overrides, reruns] = await database.$transaction(
    [
      database.bisection.findUnique({ where: { id }, select: { resumedAt: true } }),
      database.build.findMany({ where, orderBy: [...inOrder] }),
      database.run.findMany({ where, orderBy: [...inOrder] }),
      database.infrastructureError.findMany({
        where,
        orderBy: { id: 'asc' },
        select: { task: true, code: true, message: true, worker: true, at: true },
      }),
      database.override.findMany({ where, orderBy: { commit: 'asc' } }),
      database.rerun.findMany({ where, orderBy: { id: 'asc' }, select: { commit: true, runs: true } }),
    ],
    // One moment for all of them, so that no run is seen without its build.
    { isolationLevel: 'RepeatableRead' },
  )
  if (!bisection) throw unknownBisection(id)
  const { resumedAt } = bisection
  const infrastructureErrors = new Map<string, InfrastructureErrorFact[]>()
  const failedAt = new Map<string, Date>()
  for (const { task, at, ...fault } of errors) {
    if (resumedAt && at < resumedAt) continue
    infrastructureErrors.set(task, [...(infrastructureErrors.get(task) ?? []), fault])
    failedAt.set(task, at)
  }
  return {
    builds: builds.map(toBuildFact),
    runs: runs.map(toRunFact),
    infrastructureErrors,
    failedAt,
    overrides: overrides.map(toOverrideFact),
    reruns,
  }
}

/** Whether the build of a run is stored; it stays so until the transaction ends. */
async function isStored(
  transaction: Prisma.TransactionClient,
  id: string,
  { revision, targetKey }: RunFact,
  { toolchainId, clean = false }: Pick<BuildFact, 'toolchainId' | 'clean'>,
): Promise<boolean> {
  const { commit, reverted, patched, merged } = revisionColumns(revision)
  const [row] = await transaction.$queryRaw<{ toolchainId: string | null }[]>`
    SELECT "toolchainId" FROM "Build" WHERE "bisectionId" = ${id} AND "commit" = ${commit} AND "reverted" = ${reverted}
    AND "patched" = ${patched} AND "merged" = ${merged} AND "targetKey" = ${targetKey} AND "clean" = ${clean} FOR SHARE`
  return row !== undefined && row.toolchainId === toolchainId
}

function rememberArtifacts(database: Pick<Database, 'artifact'>, artifacts: readonly StoredArtifact[]) {
  const data = artifacts.map(({ digest, bytes }) => ({ digest, bytes: BigInt(bytes) }))
  return database.artifact.createMany({ data, skipDuplicates: true })
}
