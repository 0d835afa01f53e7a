import { describeInfrastructureError } from '../model/describe-error.ts'
import { WithdrawnError } from '../model/errors.ts'
import { Evidence } from '../model/evidence.ts'
import type { BisectionRecord, Facts, Revision, Task } from '../model/facts.ts'
import { isClean, taskKey } from '../model/facts.ts'
import type { ArtifactStore, BisectionStore, TaskQueue } from '../model/ports.ts'

export interface WorkPorts {
  readonly store: BisectionStore
  readonly artifacts: ArtifactStore
  readonly queue: TaskQueue
  /** Identifies this process of the worker; see {@link Worker}. */
  readonly process: string
}

/** A task as the queue names it. */
export interface TaskReference {
  readonly bisectionId: string
  readonly revision: Revision
  readonly targetKey: string
  /** Set for a boot. */
  readonly attempt?: number
  /** Set for a build that is to begin with nothing. */
  readonly clean?: boolean
  /** Hosts that were to leave it to others. */
  readonly avoid?: readonly string[]
  /** How many workers took it from the queue and died; default 0. */
  readonly deaths?: number
}

export interface TaskContext {
  readonly record: BisectionRecord
  readonly facts: Facts
  readonly task: Task
  readonly worker: string
  readonly signal: AbortSignal
}

/**
 * Does the work of one task and lets the bisection advance. Whatever `work` throws is a fault of
 * our own and is noted as such, never as an answer about the kernel. Work that was cancelled leaves
 * no trace, and work that was withdrawn no more than an event; what it had finished by then is
 * kept.
 */
export async function performTask(
  ports: WorkPorts,
  reference: TaskReference,
  host: { readonly name: string; readonly signal: AbortSignal },
  work: (context: TaskContext) => Promise<void>,
): Promise<void> {
  const { store, queue } = ports
  const record = await store.find(reference.bisectionId)
  if (!record || record.state === 'finished' || record.cancelRequested) return
  const target = record.targets.find((candidate) => candidate.key === reference.targetKey)
  if (!target) return
  const { revision, attempt, avoid = [], clean = false, deaths = 0 } = reference
  const task: Task =
    attempt === undefined
      ? { kind: 'build', revision, target, ...(clean ? { clean } : {}) }
      : { kind: 'boot', revision, target, attempt, avoid }
  if (await noteDeath(ports, record.id, task, deaths)) return await queue.advance(record.id)
  const facts = await store.facts(record.id)
  // A job may come twice, as when it was asked for while its first copy was just ending.
  if (isDone(task, facts) || host.signal.aborted) return
  const type = task.kind === 'build' ? 'build-started' : 'run-started'
  const begun = { type, message: describeTask(task, host.name), data: taskData(task) } as const
  await store.startWork(record.id, task, { name: host.name, process: ports.process }, { events: [begun] })
  try {
    await work({ record, facts, task, worker: host.name, signal: host.signal })
  } catch (error) {
    if (host.signal.aborted) return await tellWithdrawn(store, record.id, task, host.signal)
    const fault = describeInfrastructureError(error)
    const data = { ...taskData(task), code: fault.code }
    const event = { type: 'infrastructure-error', message: `${host.name}: ${fault.message}`, data } as const
    await store.addInfrastructureError(
      record.id,
      { task: taskKey(task), worker: host.name, ...fault },
      { events: [event] },
    )
  } finally {
    await store.endWork(record.id, task)
  }
  await queue.advance(record.id)
}

/**
 * Stores an infrastructure error when the worker that had the task before died at it. A task that
 * kills each worker then fails like any other: it is retried later, on another host, and after five
 * deaths its bisection pauses.
 * @param deaths counted by the queue, which knows of a worker that died before it could store that
 * it began
 * @returns whether one died
 */
async function noteDeath(
  { store, queue, process }: WorkPorts,
  id: string,
  task: Task,
  deaths: number,
): Promise<boolean> {
  const before = await store.workerOf(id, taskKey(task))
  if (!before) {
    // A worker that lost its lock may have done it since. From the second death on, reading the
    // facts may be what ends workers.
    const mayBeDone = deaths === 1 && isDone(task, await store.facts(id))
    return deaths > 0 && !mayBeDone && (await noteEarlyDeath(store, id, task))
  }
  // Our own work that could not be marked as ended has an error already.
  if (before.process === process || (await queue.lives(before.process))) return false
  const { fault, event } = deathAt(task, 'while it was', 'its log and in the kernel log of its host')
  const named = { ...event, message: `${before.name}: ${fault.message}` }
  await store.addDeath(id, task, before, fault, { events: [named] })
  return true
}

/**
 * Stores that a worker died after it took a task from the queue and before it began: which one,
 * nothing says.
 */
async function noteEarlyDeath(store: BisectionStore, id: string, task: Task): Promise<true> {
  const { fault, event } = deathAt(
    task,
    'before it began',
    'the logs of the workers and in the kernel logs of their hosts',
  )
  await store.addInfrastructureError(id, { task: taskKey(task), worker: 'unknown host', ...fault }, { events: [event] })
  return true
}

/** Returns the infrastructure error of a worker that died at a task, and its event. */
function deathAt(task: Task, when: 'while it was' | 'before it began', logs: string) {
  const code = 'worker-died'
  const message =
    `a worker process died, or stopped answering, ${when} ${doing(task)} ${describeSource(task)}. ` +
    `Hint: look for the reason in ${logs}, as when memory ran out.`
  const event = { type: 'infrastructure-error', message, data: { ...taskData(task), code } } as const
  return { fault: { code, message }, event }
}

async function tellWithdrawn(store: BisectionStore, id: string, task: Task, signal: AbortSignal): Promise<void> {
  // A bisection that was deleted or cancelled meanwhile has nothing more to say.
  if (!(signal.reason instanceof WithdrawnError)) return
  const record = await store.find(id)
  if (!record || record.cancelRequested) return
  const message = `Stopped ${doing(task)} ${describeSource(task)}: its result would teach nothing any more.`
  await store.addEvent(id, 'choice', message, { ...taskData(task), withdrawn: true })
}

const doing = ({ kind }: Task): string => (kind === 'build' ? 'building' : 'booting')

function isDone(task: Task, facts: Facts): boolean {
  const evidence = new Evidence(facts)
  const { revision, target } = task
  if (task.kind === 'boot') return evidence.attempts(revision, target).has(task.attempt)
  return (task.clean ? evidence.cleanBuild(revision, target) : evidence.build(revision, target)) !== undefined
}

/** What events say of a task. */
export function taskData(task: Task): Record<string, unknown> {
  const { revision, target } = task
  return {
    commit: revision.commit,
    ...(revision.reverted ? { reverted: revision.reverted } : {}),
    ...(revision.merged ? { merged: revision.merged } : {}),
    target: target.name,
    ...(task.kind === 'boot' ? { attempt: task.attempt } : {}),
    ...(isClean(task) ? { clean: true } : {}),
  }
}

/** The source of a task in words: `4f2a… for arm64`, with what was reverted, applied or merged. */
export function describeSource(task: Task): string {
  const { revision, target } = task
  const { commit, reverted, patched, merged } = revision
  const changes = [
    reverted ? ` with ${reverted.slice(0, 12)} reverted` : '',
    patched ? ` with ${patched.slice(0, 12)} applied` : '',
    merged ? ` with ${merged.slice(0, 12)} merged` : '',
  ]
  const how = isClean(task) ? ' from an empty output directory' : ''
  return `${commit.slice(0, 12)}${changes.join('')} for ${target.name}${how}`
}

function describeTask(task: Task, worker: string): string {
  return task.kind === 'build'
    ? `${worker} builds ${describeSource(task)}.`
    : `${worker} boots ${describeSource(task)}, run ${task.attempt}.`
}
