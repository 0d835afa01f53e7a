import type { Bisection, Target } from '@kbisect/contracts'
import type { PendingTask } from '../model/facts.ts'
import { ableHosts, type Hosts, missingWorkers, type NeededTarget, taskWords } from './missing-workers.ts'

type Waiting = Pick<Bisection, 'state'> & {
  readonly targets: readonly (NeededTarget & Pick<Target, 'key'>)[]
  readonly progress: { readonly working: readonly { readonly task: string }[] }
}

/**
 * Returns what keeps a bisection from going on while nothing is done for it, in one sentence; null
 * while something is done, or while it waits for a person or for nothing.
 * @param pending the tasks of it in the queue
 * @param hosts the workers that are alive
 */
export function waitingFor(
  { state, targets, progress: { working } }: Waiting,
  pending: readonly PendingTask[],
  hosts: Hosts,
): string | null {
  if (state !== 'running' && state !== 'queued') return null
  if (hosts.length === 0) return 'Waits for a worker: none is alive.'
  if (!hosts.some(({ roles }) => roles.includes('coordinator')))
    return 'Waits for a coordinator: no worker with this role is alive, so nothing is decided.'
  if (working.length > 0) return null
  if (state === 'queued') return lackingWords(hosts, missingWorkers(hosts, targets.slice(0, 1)))
  const tasks = pending.flatMap((task) => taskOf(task, targets) ?? [])
  if (tasks.length === 0) return null
  const unable = tasks.filter(({ kind, target }) => ableHosts(hosts, kind, target).length === 0)
  if (unable.length === tasks.length) {
    const words = unable.map(({ kind, target }) => taskWords(hosts, kind, target))
    return lackingWords(hosts, [...new Set(words)])
  }
  return busyWords(hosts, tasks)
}

interface WaitingTask {
  readonly kind: 'build' | 'boot'
  readonly target: NeededTarget
  /** A worker has it, or its time has not come. */
  readonly seconds: number | undefined
}

function taskOf({ key, seconds }: PendingTask, targets: Waiting['targets']): WaitingTask | undefined {
  // See taskKey: kind, revision, target.
  const [kind, , targetKey] = key.split('.')
  const target = targets.find((one) => one.key === targetKey)
  return target && (kind === 'build' || kind === 'boot') ? { kind, target, seconds } : undefined
}

function lackingWords(hosts: Hosts, lacking: readonly string[]): string | null {
  if (lacking.length === 0) return null
  const alive = hosts.length === 1 ? 'the one that is alive cannot' : `none of the ${hosts.length} that are alive can`
  return `Waits for a worker that can ${lacking.join(', or ')}: ${alive}.`
}

/** Where workers could do it and none does, all their slots are taken, or they begin nothing. */
function busyWords(hosts: Hosts, tasks: readonly WaitingTask[]): string | null {
  if (tasks.some(({ seconds }) => seconds !== undefined)) return null
  const able = new Set(tasks.flatMap(({ kind, target }) => [...ableHosts(hosts, kind, target)]))
  const resting = [...able].every(({ slots }) => slots.build + slots.boot === 0)
  const who = able.size === 1 ? 'the worker that can do it' : `one of the ${able.size} workers that can do it`
  return resting
    ? `Waits for ${who}: it closes, or its disk is nearly full.`
    : `Waits for ${who} to have a free slot, or for the time of its next attempt.`
}
