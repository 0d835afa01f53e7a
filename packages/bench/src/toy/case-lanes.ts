import type { CaseOptions } from './case-options.ts'

export interface LaneOptions extends Pick<CaseOptions, 'count' | 'first' | 'minutes'> {
  /** How many are worked on at a time. */
  readonly lanes: number
}

/**
 * Works on cases by their number, several at a time, and begins none after the time is up. Rejects
 * with the first fault, when those that were begun meanwhile are over.
 */
export async function inLanes(
  { count, first, minutes, lanes }: LaneOptions,
  work: (number: number) => Promise<void>,
): Promise<void> {
  const began = performance.now()
  let next = first
  let failed = false
  const goesOn = () => !failed && next < first + count && performance.now() - began < minutes * 60_000
  const lane = async () => {
    while (goesOn())
      await work(next++).catch((error: unknown) => {
        failed = true
        throw error
      })
  }
  const ends = await Promise.allSettled(Array.from({ length: lanes }, lane))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
}
