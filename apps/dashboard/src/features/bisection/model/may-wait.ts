import type { Bisection } from '@kbisect/contracts'

/**
 * Returns whether a bisection waits for a worker or may begin to: workers come and go without an
 * event of the bisection.
 */
export function mayWait({
  state,
  waitingFor,
  progress,
}: Pick<Bisection, 'state' | 'waitingFor' | 'progress'>): boolean {
  if (state !== 'running' && state !== 'queued') return false
  return (waitingFor ?? null) !== null || progress.working.length === 0
}
