import type { BuildFact, DroppedSymbol, Revision, RunFact, StoredArtifact } from '@kbisect/bisection'
import type { Build, Run, RunResult } from '@kbisect/contracts'
import { fromJson, toJson, toNullableJson } from '../connection/json-columns.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import type { Build as BuildRow, Prisma, Run as RunRow } from '../generated/client.ts'

/** A revision as the keys of its rows have it: empty for none, so that the unique keys hold. */
export function revisionColumns({ commit, reverted = '', patched = '', merged = '' }: Revision) {
  return { commit, reverted, patched, merged }
}

function toRevision({ commit, reverted, patched, merged }: ReturnType<typeof revisionColumns>): Revision {
  return { commit, ...(reverted ? { reverted } : {}), ...(patched ? { patched } : {}), ...(merged ? { merged } : {}) }
}

export function toBuildFact(row: BuildRow): BuildFact {
  return {
    revision: toRevision(row),
    targetKey: row.targetKey,
    ...(row.clean ? { clean: true } : {}),
    result: row.result,
    signature: fromJson<BuildFact['signature']>(row.signature),
    imageDigest: row.imageDigest,
    toolchain: row.toolchain,
    toolchainId: row.toolchainId,
    droppedSymbols: fromJson<DroppedSymbol[]>(row.droppedSymbols),
    artifacts: fromJson<StoredArtifact[]>(row.artifacts),
    commands: row.commands,
    worker: row.worker,
    seconds: row.seconds,
  }
}

export function toRunFact(row: RunRow): RunFact {
  return {
    revision: toRevision(row),
    targetKey: row.targetKey,
    attempt: row.attempt,
    ...(row.image === null ? {} : { image: row.image }),
    result: fromJson<RunFact['result']>(row.result),
    log: row.log,
    logBytes: row.logBytes,
    command: row.command,
    emulator: row.emulator,
    accelerator: row.accelerator as RunFact['accelerator'],
    worker: row.worker,
    cpuSeconds: row.cpuSeconds,
    seconds: row.seconds,
    ...(row.avoided.length > 0 ? { avoided: row.avoided } : {}),
    finishedAt: row.finishedAt,
  }
}

export function buildRow(bisectionId: string, build: BuildFact): Prisma.BuildCreateManyInput {
  const { revision, signature, droppedSymbols, artifacts, commands, ...plain } = build
  return {
    ...sanitizeForPostgres(plain),
    id: newId(),
    bisectionId,
    ...revisionColumns(revision),
    signature: toNullableJson(signature),
    droppedSymbols: toJson(droppedSymbols),
    artifacts: toJson(artifacts),
    commands: [...sanitizeForPostgres(commands)],
  }
}

export function runRow(bisectionId: string, run: RunFact): Prisma.RunCreateManyInput {
  const { revision, result, avoided = [], ...plain } = run
  return {
    ...sanitizeForPostgres(plain),
    avoided: [...avoided],
    id: newId(),
    bisectionId,
    ...revisionColumns(revision),
    result: toJson(result),
  }
}

/** Of what a fact is, and when it was found out. */
const sourceOf = ({ id, commit, reverted, patched, merged, finishedAt }: BuildRow | RunRow) => ({
  id,
  commit,
  reverted: reverted || null,
  patched: patched || null,
  merged: merged || null,
  finishedAt: finishedAt.toISOString(),
})

export function toBuild(row: BuildRow, targetName: (key: string) => string): Build {
  const { revision, targetKey, droppedSymbols, artifacts, commands, ...plain } = toBuildFact(row)
  return {
    ...plain,
    ...sourceOf(row),
    target: targetName(targetKey),
    clean: row.clean,
    droppedSymbols: [...droppedSymbols],
    artifacts: [...artifacts],
    commands: [...commands],
  }
}

export function toRun(row: RunRow, targetName: (key: string) => string): Run {
  const { revision, targetKey, result, avoided, ...plain } = toRunFact(row)
  return {
    ...plain,
    bisectionId: row.bisectionId,
    ...sourceOf(row),
    target: targetName(targetKey),
    image: row.image,
    result: fromJson<RunResult>(row.result),
  }
}
