import { testOf } from '@kbisect/contracts'
import { measuresItself } from '../estimate/usual-seconds.ts'
import { describeInfrastructureError } from '../model/describe-error.ts'
import { Evidence } from '../model/evidence.ts'
import {
  type BisectionRecord,
  type Facts,
  type PendingTask,
  type RangeCommit,
  type Task,
  taskKey,
} from '../model/facts.ts'
import { pendingTasks } from '../model/in-flight.ts'
import { mainTarget } from '../model/main-target.ts'
import type {
  ArtifactStore,
  BisectionChanges,
  BisectionStore,
  CandidateChange,
  ControlPorts,
  History,
  NewEvent,
} from '../model/ports.ts'
import { started } from '../notify/notifications.ts'
import { notifyProgress } from '../notify/notify-progress.ts'
import { messagesFor, send } from '../notify/send-notifications.ts'
import { failureOf } from '../plan/expected-failure.ts'
import { type Plan, plan } from '../plan/plan.ts'
import { wantedRuns } from '../plan/wanted-runs.ts'
import { noopsOf, RangeMemory, suspicionFor } from '../prior/range-memory.ts'
import { suspectsFrom } from '../prior/suspicion.ts'
import { describeAttempts, failedAttempts, hostsThatDiffer } from '../work/failed-attempts.ts'
import { type AdmitPorts, admitBisections } from './admit-bisections.ts'
import { advanceCheck } from './advance-check.ts'
import { finish, isSilent, notifyOfRegression } from './finish-bisection.ts'
import { loadRange } from './load-range.ts'
import { FAULTS_BEFORE_PAUSE, pause, retryDelay } from './pause-bisection.ts'

const PREPARE = 'prepare'
// Names the look at the trace among the errors.
const SUSPECTS = 'suspects'
// How often it is asked whether a watch has room for a further bisection.
const ROOM_SECONDS = 60
// Sources that a person must repair: to read them again does not help.
const NEEDS_REPAIR = new Set(['git-shallow', 'git-objects-missing', 'git-too-large'])

export interface AdvancePorts extends ControlPorts, AdmitPorts {
  /** Where builds left the lists of their inputs. */
  readonly artifacts: Pick<ArtifactStore, 'readText'>
}

/**
 * Reads the facts, asks {@link plan}, and carries out what it says: tasks are enqueued or
 * withdrawn, changes stored, the end notified. Harmless to call at any time and as often as one
 * likes; it is how a bisection goes on after anything died.
 *
 * @param memory spares reading a range again; may be empty, and shared by all bisections of a
 * process
 */
export async function advanceBisection(
  ports: AdvancePorts,
  id: string,
  openHistory: (record: BisectionRecord) => History,
  memory: RangeMemory = new RangeMemory(),
): Promise<void> {
  const hasRoom = await ports.store.exclusively(id, async () => {
    const record = await findAdmitted(ports, id)
    if (record?.state !== 'running') return false
    if (record.check) await ports.store.adoptFacts(id, record.good.hash, mainTarget(record).key)
    const changes = await ports.store.changes(id)
    // Before the facts: what ends in between is then known twice, and not forgotten.
    const pending = await ports.queue.pending(id)
    const facts = await ports.store.facts(id)
    const remembered = record.check
      ? await new RangeMemory().range(id, async () => [])
      : await rangeOrFault(ports, record, facts, openHistory, memory)
    if ('dueAt' in remembered) return await leaveUntil(ports, id, changes, remembered.dueAt)
    const next = await ask(ports, record, facts, pending, remembered)
    if (record.check) return await carryOutCheck(ports, record, { next, facts, pending, changes })
    if (next.regression) await notifyOfRegression(ports, record, next.regression)
    await storeProgress(ports, record, remembered.range, next)
    await storeCandidates(ports.store, id, remembered.range, next.candidates)
    if (next.result) {
      // Also those of a cancellation whose process died before it reached the queue.
      await ports.queue.withdraw(
        id,
        record.targets.flatMap((target) => pendingTasks(pending, target)),
      )
      await finish(ports, record, next.result, remembered.range)
      return true
    }
    const counted = { ...record, commits: remembered.range.length }
    const dueAt = isSilent(record) ? null : await notifyProgress(ports, counted, next)
    await recordChoices(ports.store, id, next)
    await ports.queue.withdraw(id, next.withdraw)
    const paused = await enqueue(ports, record, next.tasks, facts)
    if (paused) return true
    await ports.store.markSeen(id, changes, dueAt)
    await findSuspects(ports, record, next, facts, openHistory)
    return false
  })
  if (hasRoom) await admitBisections(ports)
}

interface CheckAdvance {
  readonly next: Plan
  readonly facts: Facts
  readonly pending: readonly PendingTask[]
  readonly changes: number
}

/** @returns whether it ended, so that another one may begin */
async function carryOutCheck(ports: AdvancePorts, record: BisectionRecord, advance: CheckAdvance): Promise<boolean> {
  const { next, facts, pending, changes } = advance
  const { store, queue, surroundings } = ports
  await storeProgress(ports, record, [], next)
  const step = await advanceCheck(ports, record, next)
  if (step.kind === 'ends') {
    await queue.withdraw(record.id, pendingTasks(pending, mainTarget(record)))
    await finish(ports, record, step.result, [])
    if (record.watch) await queue.lookAtWatch(record.watch.id, 'begin')
    return true
  }
  if (step.kind === 'searches') {
    await queue.advance(record.id)
    if (record.watch) await queue.lookAtWatch(record.watch.id, 'begin')
    return false
  }
  if (step.kind === 'waits') {
    await store.markSeen(record.id, changes, new Date(surroundings.now().getTime() + ROOM_SECONDS * 1000))
    return false
  }
  if (await enqueue(ports, record, next.tasks, facts)) return true
  await store.markSeen(record.id, changes, null)
  return false
}

/** Returns the bisection; one that is queued begins before, if the limit allows. */
async function findAdmitted(ports: AdvancePorts, id: string): Promise<BisectionRecord | undefined> {
  const record = await ports.store.find(id)
  if (record?.state !== 'queued') return record
  await admitBisections(ports, id)
  return await ports.store.find(id)
}

/** @returns whether it paused */
async function leaveUntil({ store }: ControlPorts, id: string, changes: number, dueAt: Date | null): Promise<boolean> {
  if (dueAt) await store.markSeen(id, changes, dueAt)
  return dueAt === null
}

async function ask(
  ports: AdvancePorts,
  record: BisectionRecord,
  facts: Facts,
  pending: readonly PendingTask[],
  remembered: Awaited<ReturnType<RangeMemory['range']>>,
): Promise<Plan> {
  const target = mainTarget(record)
  const unable = {
    build: hostsThatDiffer(facts, { kind: 'build', target }),
    boot: hostsThatDiffer(facts, { kind: 'boot', target }),
  }
  const idle = await ports.queue.idle(target.architecture, unable)
  const noops = await noopsOf(remembered, ports.artifacts, facts, target)
  const place = failureOf(record, new Evidence(facts))?.place
  const suspicion = suspicionFor(remembered, record, place, target)
  const { range, graph } = remembered
  const known = measuresItself(facts, target, testOf(record.request).kind)
  const usual = known ? undefined : await ports.store.usualSeconds(record.tree.id, target.architecture)
  return plan({ record, range, graph, facts, pending, idle, noops, suspicion, usual })
}

/**
 * Looks up once where the failure's trace points, while hosts work. A search of all sources takes
 * seconds; without an answer every commit is as suspicious as any other. Only an answer is stored:
 * an error is noted, and the search repeated by later calls, five times at most.
 */
async function findSuspects(
  { store, queue }: ControlPorts,
  record: BisectionRecord,
  { failure }: Plan,
  facts: Facts,
  openHistory: (record: BisectionRecord) => History,
): Promise<void> {
  if (record.suspects || !failure || (facts.infrastructureErrors.get(SUSPECTS)?.length ?? 0) >= FAULTS_BEFORE_PAUSE)
    return
  const names = suspectsFrom(failure)
  let found: ReadonlyMap<string, readonly string[]>
  try {
    found = await openHistory(record).definitions(record.bad.hash, names)
  } catch (error) {
    await recordError(store, record.id, SUSPECTS, error, "The functions of the failure's trace cannot be looked up")
    return
  }
  const functions = names.map((name) => ({ name, files: found.get(name) ?? [] }))
  await store.update(record.id, { suspects: { functions } })
  if (names.length > 0) await queue.advance(record.id)
}

/** Stores an infrastructure error of this coordinator; returns it, with the words of its event. */
async function recordError(store: BisectionStore, id: string, task: string, error: unknown, what: string) {
  const { code, message } = describeInfrastructureError(error)
  const words = `${what}: ${message}`
  const event = { type: 'infrastructure-error', message: words, data: { code } } as const
  await store.addInfrastructureError(id, { task, worker: 'coordinator', code, message }, { events: [event] })
  return { code, message, words }
}

async function recordChoices(store: BisectionStore, id: string, { choices, withdraw }: Plan): Promise<void> {
  const stopped = new Set(withdraw.map((task) => task.revision.commit))
  for (const choice of choices) {
    if (stopped.has(choice.commit)) continue
    const { commit, subject, action, reason, bits, bad } = choice
    // The good revision is outside of the range, of which alone subjects are kept.
    const named = subject === '' ? '' : ` ("${subject}")`
    const message = `Chosen: ${commit.slice(0, 12)}${named} ${reason}.`
    await store.addEvent(id, 'choice', message, { commit, action, bits, bad })
  }
}

/**
 * Returns the commits of the range. An attempt that fails is stored as an infrastructure error, and
 * retried after the same growing delays as a task: until then further calls return the time of the
 * next attempt; null: the bisection paused.
 */
async function rangeOrFault(
  ports: ControlPorts,
  record: BisectionRecord,
  facts: Facts,
  openHistory: (record: BisectionRecord) => History,
  memory: RangeMemory,
): Promise<Awaited<ReturnType<RangeMemory['range']>> | { readonly dueAt: Date | null }> {
  const { store, queue, surroundings } = ports
  const again = async (seconds: number) => {
    await queue.advance(record.id, seconds)
    return { dueAt: new Date(surroundings.now().getTime() + seconds * 1000) }
  }
  const failed = facts.infrastructureErrors.get(PREPARE)?.length ?? 0
  const since = facts.failedAt?.get(PREPARE)
  if (since && !record.cancelRequested) {
    const delay = retryDelay(failed)
    const wait = (since.getTime() - surroundings.now().getTime()) / 1000 + delay
    // One that is far longer than the delay comes of clocks that differ.
    if (wait > 0 && wait < 2 * delay) return await again(wait)
  }
  try {
    return await memory.range(record.id, () => loadRange(store, record, openHistory))
  } catch (error) {
    const { code, message, words } = await recordError(store, record.id, PREPARE, error, 'The range cannot be read')
    const count = failed + 1
    if (NEEDS_REPAIR.has(code)) await pause(ports, record, words)
    else if (count >= FAULTS_BEFORE_PAUSE) {
      await pause(ports, record, `Reading the range failed ${count} times with infrastructure errors: ${message}`)
    } else return await again(retryDelay(count))
    return { dueAt: null }
  }
}

async function storeCandidates(
  store: BisectionStore,
  id: string,
  range: readonly RangeCommit[],
  candidates: readonly CandidateChange[],
): Promise<void> {
  if (candidates.length === 0) return
  const before = new Map((await store.candidateStates(id)).map((state) => [state.hash, state]))
  const changed = candidates.filter((now) => {
    const then = before.get(now.hash)
    return (
      !then ||
      then.verdict !== now.verdict ||
      then.reason !== now.reason ||
      then.possible !== now.possible ||
      then.noop !== now.noop ||
      then.drift !== now.drift
    )
  })
  if (changed.length === 0) return
  const subjects = new Map(range.map((commit) => [commit.hash, commit.subject]))
  const events: NewEvent[] = []
  for (const now of changed) {
    if (before.get(now.hash)?.noop && !now.noop) {
      const message = `${now.hash.slice(0, 12)} ("${subjects.get(now.hash)}") was predicted to leave this kernel as it is; a build refuted that.`
      events.push({ type: 'prediction', message, data: { commit: now.hash } })
    }
    // That a verdict is still open is no news.
    if (now.verdict === null || now.verdict === 'weak' || now.verdict === before.get(now.hash)?.verdict) continue
    const message = `${now.hash.slice(0, 12)} ("${subjects.get(now.hash)}") is ${now.verdict}: ${now.reason}.`
    events.push({ type: 'verdict', message, data: { commit: now.hash, verdict: now.verdict } })
  }
  await store.saveCandidates(id, changed, { events })
}

async function storeProgress(
  ports: ControlPorts,
  record: BisectionRecord,
  range: readonly RangeCommit[],
  next: Plan,
): Promise<void> {
  const { store, surroundings } = ports
  const isAnnounced = record.startedAt === null && !isSilent(record)
  const deliveries = isAnnounced ? await messagesFor(ports, started(surroundings, record)) : []
  const changes: BisectionChanges = {
    ...(record.startedAt === null ? ({ startedAt: 'now' } as const) : {}),
    ...(next.stage !== record.stage ? { stage: next.stage } : {}),
    ...(next.candidatesLeft !== record.candidatesLeft ? { candidatesLeft: next.candidatesLeft } : {}),
    ...(range.length !== record.commits ? { commits: range.length } : {}),
    ...(next.search ? { search: next.search } : {}),
    ...(next.result ? {} : { expected: next.expected }),
  }
  if (Object.keys(changes).length === 0) return
  const { stage } = changes
  const { candidatesLeft } = next
  const message = `Stage ${stage}: ${candidatesLeft} of ${range.length} commits left.`
  const events = stage ? [{ type: 'stage', message, data: { stage, candidatesLeft } } as const] : []
  await send(ports, await store.update(record.id, changes, { events, deliveries }))
}

async function enqueue(
  ports: ControlPorts,
  record: BisectionRecord,
  tasks: readonly Task[],
  facts: Facts,
): Promise<boolean> {
  const asked = new Set(wantedRuns(record, new Evidence(facts)).map(taskKey))
  for (const task of tasks) {
    // Hosts are only asked for where it matters.
    const differ = hostsThatDiffer(facts, task).length > 0
    const living = differ ? await ports.queue.hosts(task.kind, task.target.architecture) : []
    const { counted, avoid } = failedAttempts(facts, task, living)
    if (counted.length >= FAULTS_BEFORE_PAUSE) {
      await pause(ports, record, describeAttempts(task, counted))
      return true
    }
    const manual = asked.has(taskKey(task))
    const background = record.watch !== undefined
    const delaySeconds = retryDelay(counted.length)
    await ports.queue.enqueue(record.id, task, { delaySeconds, avoid, manual, background })
  }
  return false
}
