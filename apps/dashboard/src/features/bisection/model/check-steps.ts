import type { Bisection } from '@kbisect/contracts'
import type { Step } from './stages.ts'

/**
 * Returns the steps of a check of a watch with what has become of each: the revision is tested, and
 * compared with the last good one only where it fails.
 */
export function checkSteps({ state, check, good, bad, progress, result }: Bisection): Step[] {
  const isOver = state === 'finished'
  const isCompared = isOver
    ? (result?.checks.some(({ name }) => name === 'good revision') ?? false)
    : good.hash !== bad.hash && progress.working.some(({ commit }) => commit === good.hash)
  const isFound = check?.state === 'failed' && !isOver
  const at = isFound ? 2 : isCompared ? 1 : 0
  const ended = result?.outcome === 'cancelled' || result?.outcome === 'error'
  const statusOf = (index: number): Step['status'] => {
    if (isOver && ended) return index === 0 ? 'stopped' : 'spared'
    if (index === 1 && !isCompared && (isOver || good.hash === bad.hash)) return 'spared'
    if (isOver || index < at) return 'done'
    if (index > at) return 'waiting'
    return state === 'paused' ? 'stopped' : 'current'
  }
  return [
    { name: 'Test', explanation: 'Build the revision, run the test', status: statusOf(0) },
    { name: 'Compare', explanation: 'With the last good revision, if it fails', status: statusOf(1) },
    { name: 'Result', explanation: 'Store it for the watch', status: statusOf(2) },
  ]
}
