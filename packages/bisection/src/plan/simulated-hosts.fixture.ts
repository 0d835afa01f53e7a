import { CommitGraph } from '@kbisect/bisect'
import type { BisectionRequest, Expected } from '@kbisect/contracts'
import type { RunResult, Signature } from '@kbisect/verdict'
import { Evidence } from '../model/evidence.ts'
import type { UsualSeconds } from '../model/expectation.ts'
import type {
  BisectionRecord,
  BuildFact,
  DroppedSymbol,
  Facts,
  InfrastructureErrorFact,
  RangeCommit,
  Revision,
  RunFact,
  Task,
} from '../model/facts.ts'
import { imageOf, isClean, revisionKey, taskKey } from '../model/facts.ts'
import { resolveTargets } from '../usecases/resolve-targets.ts'
import { type Plan, type PlanInput, plan } from './plan.ts'

export const hash = (name: string): string => Buffer.from(name).toString('hex').padEnd(40, '0')

export const panic: Signature = { kind: 'panic', function: 'cma_init', text: 'panic in cma_init' }
export const otherPanic: Signature = { kind: 'panic', function: 'vfs_mount', text: 'panic in vfs_mount' }
export const compileError: Signature = { kind: 'build-failed', place: 'mm/cma.c', text: 'mm/cma.c: error' }

export const otherCompileError: Signature = {
  kind: 'build-failed',
  place: 'net/core.c',
  text: 'net/core.c: error: unknown type name',
}

export const passed: RunResult = { kind: 'passed' }
export const failing = (signature: Signature): RunResult => ({ kind: 'failed', signature, stage: 'kernel' })

/** How a kernel behaves: what a boot shows, or why there is none. */
export type Behaviour =
  | RunResult
  | 'does not build'
  | 'does not build otherwise'
  | { readonly doesNotBuild: Signature }
  | 'conflict'

export interface World {
  /**
   * Names of the commits with the names of their parents, parents first; the last one is the bad
   * revision, `good` the good one.
   */
  readonly history: readonly (readonly [name: string, parents: readonly string[]])[]
  readonly request?: Partial<BisectionRequest>
  readonly mergeBases?: readonly string[]
  /** What a commit's Kconfig does not grant. */
  readonly drops?: (commit: string) => readonly DroppedSymbol[]
  /** Commits that are predicted to leave the kernel as it is. */
  readonly noops?: readonly string[]
  /** How suspicious commits look; 1 for those not named. */
  readonly suspicion?: Readonly<Record<string, number>>
  /** Commits in whose image an earlier build left something, unless they are built clean. */
  readonly poisoned?: readonly string[]
  /** Commits of which no clean build can be made, because the hosts fail at it. */
  readonly cleanFaults?: readonly string[]
  /**
   * Hosts that live. Each boot is made by the first of them that does not avoid it, by the last one
   * when all do; default one.
   */
  readonly hosts?: readonly string[]
  /** Of these, those that take no boot. */
  readonly busyHosts?: readonly string[]
  /** What tasks take, in seconds; default 1 each. */
  readonly seconds?: UsualSeconds
  behave(
    commit: string,
    about: {
      reverted: string | undefined
      patched: string | undefined
      merged: string | undefined
      target: string
      attempt: number
      /** The host that boots it; empty for a build. */
      host: string
      /** Whether it is a clean build, or the image of one that boots. */
      clean: boolean
    },
  ): Behaviour
}

/** A straight history good ← c01 ← c02 … of so many commits. */
export function chain(length: number): World['history'] {
  const name = (at: number) => (at === 0 ? 'good' : `c${String(at).padStart(2, '0')}`)
  return Array.from({ length }, (_, at) => [name(at + 1), [name(at)]] as const)
}

export const numberOf = (name: string): number => (name === 'good' ? 0 : Number(name.slice(1)))

/**
 * Lets a bisection run on simulated hosts to its end, and answers everything it did.
 * @param known facts to begin with
 */
export function simulate(
  world: World,
  { limit = 2000, known = {} }: { readonly limit?: number; readonly known?: Partial<Facts> } = {},
): {
  plan: Plan
  facts: Facts
  record: BisectionRecord
  range: RangeCommit[]
  tasks: string[]
  stages: string[]
  /** At each step: what was expected still, and what was spent by then. */
  expected: Plan['expected'][]
  spent: Expected[]
} {
  const { record, range } = open(world)
  const names = new Map(
    [...world.history.flatMap(([name, parents]) => [name, ...parents]), 'good'].map((name) => [hash(name), name]),
  )
  const builds: BuildFact[] = [...(known.builds ?? [])]
  const runs: RunFact[] = [...(known.runs ?? [])]
  const { overrides = [], reruns = [] } = known
  const expected: Plan['expected'][] = []
  const spent: Expected[] = []
  const tasks: string[] = []
  const stages: string[] = []
  const infrastructureErrors = new Map<string, InfrastructureErrorFact[]>()
  const about = {
    noops: new Set(world.noops?.map(hash)),
    idle: { build: 1, boot: 1, hosts: hostsOf(world) },
    suspicion:
      world.suspicion && new Map(Object.entries(world.suspicion).map(([name, weight]) => [hash(name), weight])),
  }
  for (let step = 0; step < limit; step++) {
    const facts: Facts = { builds, runs, infrastructureErrors, overrides, reruns }
    const next = plan({ ...alone(range), ...about, record, facts })
    spent.push({ builds: builds.length, runs: runs.length, seconds: secondsOf(builds) + secondsOf(runs) })
    stages.push(next.stage)
    expected.push(next.expected)
    if (next.result) return { plan: next, facts, record, range, tasks, stages, expected, spent }
    if (next.tasks.length === 0) throw new Error(`stuck in stage ${next.stage}`)
    for (const task of next.tasks) {
      const key = taskKey(task)
      const failed = infrastructureErrors.get(key) ?? []
      if (tasks.includes(key) && failed.length === 0) throw new Error(`${key} was asked for twice`)
      tasks.push(key)
      if (isClean(task) && world.cleanFaults?.some((commit) => hash(commit) === task.revision.commit)) {
        infrastructureErrors.set(key, [...failed, { code: 'build-timeout', message: 'took too long', worker: 'w' }])
        continue
      }
      perform(task, world, names, builds, runs)
    }
  }
  throw new Error('no end')
}

const hostsOf = ({ hosts = ['w'] }: World): readonly string[] => hosts

function hostFor(world: World, avoided: readonly string[]): string {
  const hosts = hostsOf(world).filter((host) => !world.busyHosts?.includes(host))
  return hosts.find((host) => !avoided.includes(host)) ?? hosts.at(-1) ?? ''
}

const secondsOf = (facts: readonly { readonly seconds: number }[]): number =>
  facts.reduce((sum, { seconds }) => sum + seconds, 0)

/** What a plan rests on besides record and facts, when one host does one thing after the other. */
export function alone(range: readonly RangeCommit[]): Omit<PlanInput, 'record' | 'facts'> {
  const graph = new CommitGraph(range.map((commit) => ({ id: commit.hash, parents: commit.parents })))
  return {
    range,
    graph,
    pending: [],
    idle: { build: 1, boot: 1 },
    noops: new Set(),
    suspicion: undefined,
    usual: undefined,
  }
}

function open(world: World): { record: BisectionRecord; range: RangeCommit[] } {
  const bad = world.history.at(-1)?.[0] ?? ''
  const request: BisectionRequest = {
    tree: 'toy',
    good: 'good',
    bad,
    target: { architecture: 'arm64' },
    ...world.request,
  }
  const record: BisectionRecord = {
    id: 'b1',
    tree: { id: 't1', name: 'toy', url: 'file:///toy' },
    request,
    targets: resolveTargets(request),
    good: { ref: 'good', hash: hash('good') },
    bad: { ref: bad, hash: hash(bad) },
    mergeBases: (world.mergeBases ?? []).map(hash),
    title: 'toy',
    branch: null,
    reopenings: 0,
    state: 'running',
    stage: 'prepare',
    cancelRequested: false,
    pauseReason: null,
    commits: world.history.length,
    candidatesLeft: world.history.length,
    result: null,
    createdAt: new Date(0),
    startedAt: null,
    finishedAt: null,
  }
  const range = world.history.map(([name, parents]) => ({
    hash: hash(name),
    parents: parents.map(hash),
    committedAt: 0,
    authoredAt: 0,
    authorName: 'A',
    authorEmail: 'a@example.org',
    subject: name,
  }))
  return { record, range }
}

function perform(
  task: Task,
  world: World,
  names: ReadonlyMap<string, string>,
  builds: BuildFact[],
  runs: RunFact[],
): void {
  const { revision, target } = task
  const commit = names.get(revision.commit) ?? revision.commit
  const reverted = revision.reverted && names.get(revision.reverted)
  const patched = revision.patched && names.get(revision.patched)
  const merged = revision.merged && names.get(revision.merged)
  const attempt = task.kind === 'boot' ? task.attempt : 0
  const avoided = (task.kind === 'boot' && task.avoid) || []
  const host = task.kind === 'boot' ? hostFor(world, avoided) : ''
  const known = new Evidence({ builds, runs, infrastructureErrors: new Map(), overrides: [], reruns: [] })
  const booted = task.kind === 'boot' ? known.build(revision, target) : undefined
  const clean = isClean(task) || booted?.clean === true
  const behaviour = world.behave(commit, { reverted, patched, merged, target: target.name, attempt, host, clean })
  if (task.kind === 'build')
    builds.push({
      ...buildFact(revision, target.key, behaviour, { clean, poisoned: world.poisoned?.includes(commit) ?? false }),
      droppedSymbols: world.drops?.(commit) ?? [],
      seconds:
        !clean && builds.some(({ targetKey }) => targetKey === target.key)
          ? (world.seconds?.build ?? 1)
          : (world.seconds?.firstBuild ?? 1),
    })
  else if (typeof behaviour === 'string' || 'doesNotBuild' in behaviour)
    throw new Error(`${commit} was booted though it has no image`)
  else {
    const image = booted ? (imageOf(booted) ?? null) : null
    const told = { worker: host, avoided, image, finishedAt: new Date(1000 * runs.length) }
    runs.push({ ...runFact(revision, target.key, attempt, behaviour), ...told, seconds: world.seconds?.boot ?? 1 })
  }
}

function buildFact(
  revision: Revision,
  targetKey: string,
  behaviour: Behaviour,
  { clean, poisoned }: { readonly clean: boolean; readonly poisoned: boolean },
): BuildFact {
  const said = typeof behaviour === 'object' && 'doesNotBuild' in behaviour ? behaviour.doesNotBuild : undefined
  const isFailed = said !== undefined || typeof behaviour === 'string'
  const result = behaviour === 'conflict' ? 'conflict' : isFailed ? 'failed' : 'built'
  const usual = behaviour === 'does not build otherwise' ? otherCompileError : compileError
  const signature = result === 'failed' ? (said ?? usual) : null
  const imageDigest = result === 'built' ? `${revisionKey(revision)}${poisoned && !clean ? ' poisoned' : ''}` : null
  return {
    revision,
    targetKey,
    ...(clean ? { clean } : {}),
    result,
    signature,
    imageDigest,
    toolchain: 'gcc',
    toolchainId: '12',
    droppedSymbols: [],
    artifacts: [],
    commands: [],
    worker: 'w',
    seconds: 1,
  }
}

function runFact(revision: Revision, targetKey: string, attempt: number, result: RunResult): RunFact {
  const rest = {
    log: null,
    logBytes: 0,
    command: '',
    emulator: '',
    accelerator: 'tcg' as const,
    worker: 'w',
    cpuSeconds: 1,
    seconds: 1,
  }
  return { revision, targetKey, attempt, result, ...rest }
}
