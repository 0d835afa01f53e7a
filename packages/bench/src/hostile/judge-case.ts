import type { ApiClient } from '@kbisect/testing'
import { ESCAPED, type HostileCase } from './hostile-case.ts'

type Bisection = Awaited<ReturnType<ApiClient['bisection']>>
type Answer = Pick<Bisection, 'state' | 'outcome' | 'label' | 'result'>

/** What was seen of the host and of others while a hostile tree was bisected. */
export interface Traces {
  /** Build logs, its own and those of the innocent bisection. */
  readonly logs: readonly string[]
  /** Files with a set-id bit, and files beside its output, that it left. */
  readonly files: readonly string[]
  /** The slowest answer of the API, in seconds; Infinity where it gave none. */
  readonly slowestAnswer: number
}

/** Longer, and a person who looks at a page thinks that the service is gone. */
export const SLOW_ANSWER_SECONDS = 10

/**
 * Lists what was not contained; empty: all was.
 * @param answers undefined where the tree was refused
 * @param culprits full hashes of the right answers
 */
export function breaches(
  { isCulprit, isRefused }: HostileCase,
  answers: { readonly hostile: Answer | undefined; readonly innocent: Answer },
  culprits: { readonly hostile: string; readonly innocent: string },
  { logs, files, slowestAnswer }: Traces,
): string[] {
  const { hostile, innocent } = answers
  const found: string[] = []
  if (isRefused && hostile) found.push('the tree was not refused')
  if (!isRefused && !hostile) found.push('the tree was refused')
  if (hostile && hostile.state !== 'finished') found.push(`its bisection is ${hostile.state}`)
  const named = hostile?.result?.culprit?.hash
  if (hostile && named !== undefined && named !== culprits.hostile) found.push('an innocent commit was named')
  if (hostile && isCulprit && named !== culprits.hostile) found.push('its commit was not named')
  if (hostile?.outcome === 'error') found.push('its bisection ended as an error of the service')
  if (innocent.result?.culprit?.hash !== culprits.innocent || innocent.label !== 'confirmed')
    found.push(`the bisection beside it came to ${[innocent.state, innocent.outcome, innocent.label].join(' ')}`)
  const reached = logs.flatMap((log) => log.split('\n').filter((line) => line.includes(ESCAPED)))
  for (const line of new Set(reached)) found.push(`reached: ${line.slice(0, 100)}`)
  for (const file of files) found.push(`left ${file}`)
  if (slowestAnswer > SLOW_ANSWER_SECONDS) found.push(`the API took ${slowestAnswer.toFixed(1)} s for an answer`)
  return found
}
