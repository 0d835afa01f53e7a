import { type Facts, type InfrastructureErrorFact, type Task, taskKey } from '../model/facts.ts'
import { differenceOf, type Pin } from '../model/pin.ts'
import { describeSource } from './perform-task.ts'

/** What infrastructure errors mean for the next attempt at a task. */
export interface FailedAttempts {
  /** Those that count towards giving up. */
  readonly counted: readonly InfrastructureErrorFact[]
  /** Hosts that leave the task to others while there are any. */
  readonly avoid: readonly string[]
}

const distinct = (words: readonly string[]): string[] => [...new Set(words)].sort()

/**
 * Hosts that are known to have another toolchain or emulator than the target is pinned to, by
 * errors of any of its builds, or boots.
 */
export function hostsThatDiffer(
  { infrastructureErrors }: Pick<Facts, 'infrastructureErrors'>,
  { kind, target }: Pick<Task, 'kind' | 'target'>,
): string[] {
  const alike = [...infrastructureErrors].filter(
    ([key]) => key.startsWith(`${kind}.`) && key.split('.')[2] === target.key,
  )
  const differing = alike.flatMap(([, list]) => list.filter(({ code }) => differenceOf(code) !== undefined))
  return distinct(differing.map(({ worker }) => worker))
}

/**
 * What hosts were found to have otherwise than targets are pinned to, once for each target and
 * part.
 */
export function differencesOf({
  infrastructureErrors,
}: Pick<Facts, 'infrastructureErrors'>): Pick<Pin, 'targetKey' | 'kind'>[] {
  const found = new Map<string, Pick<Pin, 'targetKey' | 'kind'>>()
  for (const [key, list] of infrastructureErrors) {
    const [, , targetKey = ''] = key.split('.')
    for (const { code } of list) {
      const kind = differenceOf(code)
      if (kind) found.set(`${targetKey} ${kind}`, { targetKey, kind })
    }
  }
  return [...found.values()]
}

/**
 * Weighs the errors of a task. That a host has another compiler says nothing against the task: as
 * long as a host lives that is not known to differ, such errors do not count.
 * @param living names of the hosts that could take it
 */
export function failedAttempts(
  facts: Pick<Facts, 'infrastructureErrors'>,
  task: Task,
  living: readonly string[],
): FailedAttempts {
  const all = facts.infrastructureErrors.get(taskKey(task)) ?? []
  const differing = hostsThatDiffer(facts, task)
  const others = all.filter(({ code }) => differenceOf(code) === undefined)
  const wanted = task.kind === 'boot' ? (task.avoid ?? []) : []
  const canBeDone = living.some((host) => !differing.includes(host))
  return {
    counted: canBeDone ? others : all,
    avoid: distinct([...all.map(({ worker }) => worker), ...differing, ...wanted]),
  }
}

/**
 * Why a bisection pauses: the task, where and how it failed, and what was said last, which ends
 * with what to do.
 */
export function describeAttempts(task: Task, faults: readonly InfrastructureErrorFact[]): string {
  const doing = task.kind === 'build' ? 'Building' : 'Booting'
  const where = distinct(faults.map(({ worker }) => worker)).join(', ')
  const codes = distinct(faults.map(({ code }) => code)).join(', ')
  const times = `failed ${faults.length} times with infrastructure errors`
  return `${doing} ${describeSource(task)} ${times}, on ${where} (${codes}): ${lastWords(faults)}`
}

/** The last message; of hosts that differ that of each, because each has something else. */
function lastWords(faults: readonly InfrastructureErrorFact[]): string {
  const last = faults.at(-1)
  if (!last || differenceOf(last.code) === undefined) return last?.message ?? ''
  const byHost = new Map(
    faults.filter(({ code }) => code === last.code).map(({ worker, message }) => [worker, message]),
  )
  const at = last.message.indexOf(' Hint: ')
  const hint = at < 0 ? '' : last.message.slice(at)
  const differences = [...byHost.values()].map((message) => message.replace(hint, ''))
  return `${differences.join(' ')}${hint}`
}
