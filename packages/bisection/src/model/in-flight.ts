import type { InFlight } from '@kbisect/bisect'
import type { Target } from '@kbisect/contracts'
import type { Evidence } from './evidence.ts'
import { type PendingTask, parseRevisionKey, revisionKey, type Task } from './facts.ts'

// Nothing is known of how long a task takes before one of its kind is done.
const UNKNOWN_SHARE = 0

/** The tasks of one target that wait or run, as tasks again. */
export function pendingTasks(pending: readonly PendingTask[], target: Target): Task[] {
  return pending.flatMap(({ key }) => readTask(key, target) ?? [])
}

/** The inverse of {@link taskKey} for tasks of this target. */
function readTask(key: string, target: Target): Task | undefined {
  const [kind, revisionKey = '', targetKey, last] = key.split('.')
  if (targetKey !== target.key) return undefined
  const revision = parseRevisionKey(revisionKey)
  if (kind === 'build') return { kind, revision, target, ...(last === 'clean' ? { clean: true } : {}) }
  return kind === 'boot' ? { kind, revision, target, attempt: Number(last) } : undefined
}

/**
 * What is in flight on a target, as the engine wants it: one entry for each revision. What the
 * facts know already is over.
 */
export function inFlightOf(pending: readonly PendingTask[], target: Target, evidence: Evidence): InFlight[] {
  const flights = new Map<string, InFlight>()
  for (const { key, seconds } of pending) {
    const task = readTask(key, target)
    if (!task || task.revision.reverted || task.revision.merged) continue
    const { commit, patched } = task.revision
    const name = revisionKey(task.revision)
    const about = { commit, ...(patched === undefined ? {} : { patch: patched }) }
    if (task.kind === 'build') {
      if (evidence.build(task.revision, target)) continue
      flights.set(name, { ...about, stage: 'build', runs: 1, done: shareDone(seconds, usualBuild(evidence, target)) })
    } else {
      if (evidence.attempts(task.revision, target).has(task.attempt)) continue
      const known = flights.get(name)
      const done = shareDone(seconds, usualBoot(evidence, target))
      flights.set(name, {
        ...about,
        stage: 'boot',
        runs: (known?.runs ?? 0) + 1,
        done: Math.max(known?.done ?? 0, done),
      })
    }
  }
  return [...flights.values()]
}

function shareDone(seconds: number | undefined, usual: number | undefined): number {
  if (seconds === undefined || usual === undefined || usual <= 0) return UNKNOWN_SHARE
  return Math.min(1, seconds / usual)
}

const usualBuild = ({ facts }: Evidence, target: Target) =>
  median(facts.builds.filter((build) => build.targetKey === target.key && !build.clean).map(({ seconds }) => seconds))

const usualBoot = ({ facts }: Evidence, target: Target) =>
  median(facts.runs.filter((run) => run.targetKey === target.key).map(({ seconds }) => seconds))

/** The middle one; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]
}
