import {
  type BisectionChanges,
  type BisectionRecord,
  type BuildFact,
  type CandidateChange,
  type Facts,
  type InfrastructureErrorFact,
  type Moment,
  type NewBisection,
  type OverrideFact,
  type Pin,
  pinsOfBuild,
  pinsOfRun,
  type RangeCommit,
  type RerunFact,
  type RunFact,
  requirePinned,
  revisionKey,
  type Worker,
} from '@kbisect/bisection'
import type { Remaining, Search } from '@kbisect/contracts'

/** What the store in memory has of one bisection. */
export interface MemoryRow {
  /** As it was created. */
  readonly created: NewBisection
  record: BisectionRecord
  search: Search | undefined
  expected: Remaining | null
  /** How often something changed that a plan rests on. */
  changes: number
  seen: number
  seenAt: Date | null
  dueAt: Date | null
  range: readonly RangeCommit[]
  readonly candidates: Map<string, CandidateChange>
  readonly builds: Map<string, BuildFact>
  readonly runs: Map<string, RunFact>
  readonly infrastructureErrors: (InfrastructureErrorFact & { readonly task: string; readonly at: Date })[]
  readonly work: Map<string, Worker>
  readonly overrides: Map<string, OverrideFact>
  readonly reruns: RerunFact[]
  pins: readonly Pin[]
}

export function newRow(created: NewBisection, createdAt: Date): MemoryRow {
  const { treeId, dedupKey: _key, createdBy: _by, retryOf: _of, ...asked } = created
  const { tree } = asked.request
  return {
    created,
    record: {
      ...asked,
      tree: { id: treeId, name: tree, url: `https://example.org/${tree}.git`, commitUrl: null },
      ...{ state: 'queued', stage: 'prepare', cancelRequested: false, pauseReason: null, reopenings: 0 },
      ...{ commits: 0, candidatesLeft: 0, result: null, createdAt, startedAt: null, finishedAt: null },
    },
    ...{ search: undefined, expected: null, changes: 1, seen: 0, seenAt: null, dueAt: null, range: [], pins: [] },
    ...{ candidates: new Map(), builds: new Map(), runs: new Map(), infrastructureErrors: [], work: new Map() },
    ...{ overrides: new Map(), reruns: [] },
  }
}

export function applyChanges(row: MemoryRow, changes: BisectionChanges, now: () => Date): void {
  const { resumedAt, startedAt, finishedAt, search, expected, ...plain } = changes
  const at = (moment: Moment) => (moment === 'now' ? now() : moment)
  const before = row.record
  row.record = {
    ...before,
    ...plain,
    ...(resumedAt ? { resumedAt: at(resumedAt) } : {}),
    ...(startedAt ? { startedAt: at(startedAt) } : {}),
    ...(finishedAt === undefined ? {} : { finishedAt: finishedAt && at(finishedAt) }),
  }
  row.search = search ?? row.search
  row.expected = expected === undefined ? row.expected : expected
  const planned = ({ state, cancelRequested, resumedAt: resumed, suspects }: BisectionRecord) =>
    JSON.stringify([state, cancelRequested, resumed, suspects])
  if (planned(before) !== planned(row.record)) row.changes++
}

/** What is found out at a revision and target is stored once under this key. */
const buildKey = (fact: Pick<BuildFact, 'revision' | 'targetKey' | 'clean'>): string =>
  `${revisionKey(fact.revision)} ${fact.targetKey}${fact.clean ? ' clean' : ''}`

/** @throws EnvironmentDiffers when another toolchain is pinned */
export function addBuild(row: MemoryRow, build: BuildFact): boolean {
  const key = buildKey(build)
  if (row.builds.has(key)) return false
  hold(row, pinsOfBuild(build))
  row.builds.set(key, build)
  row.changes++
  return true
}

export function forgetBuild(row: MemoryRow, build: Pick<BuildFact, 'revision' | 'targetKey' | 'clean'>): void {
  if (row.builds.delete(buildKey(build))) row.changes++
}

/** @throws EnvironmentDiffers when another emulator or accelerator is pinned */
export function addRun(
  row: MemoryRow,
  run: RunFact,
  build: Pick<BuildFact, 'toolchainId' | 'clean'> | undefined,
  finishedAt: Date,
): boolean {
  const { revision, targetKey } = run
  const booted = build && row.builds.get(buildKey({ revision, targetKey, clean: build.clean ?? false }))
  if (build && (!booted || booted.toolchainId !== build.toolchainId)) return false
  const key = `${revisionKey(revision)} ${targetKey} ${run.attempt}`
  if (row.runs.has(key)) return false
  hold(row, pinsOfRun(run))
  row.runs.set(key, { ...run, finishedAt })
  row.changes++
  return true
}

/** Takes pins back, with what was made with them. */
export function repin(row: MemoryRow, pins: readonly Pick<Pin, 'targetKey' | 'kind'>[]): void {
  for (const { targetKey, kind } of pins) {
    const isToolchain = kind === 'toolchain'
    row.pins = row.pins.filter((pin) => pin.targetKey !== targetKey || (!isToolchain && pin.kind === 'toolchain'))
    for (const [key, run] of row.runs) if (run.targetKey === targetKey) row.runs.delete(key)
    if (!isToolchain) continue
    for (const [key, build] of row.builds) if (build.targetKey === targetKey) row.builds.delete(key)
  }
  row.changes++
}

export function factsOf(row: MemoryRow): Facts {
  const { resumedAt } = row.record
  const infrastructureErrors = new Map<string, InfrastructureErrorFact[]>()
  const failedAt = new Map<string, Date>()
  for (const { task, at, ...error } of row.infrastructureErrors) {
    if (resumedAt && at < resumedAt) continue
    infrastructureErrors.set(task, [...(infrastructureErrors.get(task) ?? []), error])
    failedAt.set(task, at)
  }
  return {
    builds: [...row.builds.values()],
    runs: [...row.runs.values()],
    infrastructureErrors,
    failedAt,
    overrides: [...row.overrides.values()].sort((a, b) => (a.commit < b.commit ? -1 : 1)),
    reruns: [...row.reruns],
  }
}

/** Pins what is not pinned yet. @throws EnvironmentDiffers when something else is */
function hold(row: MemoryRow, own: readonly Pin[]): void {
  requirePinned(row.pins, own)
  const isPinned = ({ targetKey, kind }: Pin) =>
    row.pins.some((pin) => pin.targetKey === targetKey && pin.kind === kind)
  const place = ({ targetKey, kind }: Pin) => `${targetKey} ${kind}`
  row.pins = [...row.pins, ...own.filter((pin) => !isPinned(pin))].sort((a, b) => (place(a) < place(b) ? -1 : 1))
}
