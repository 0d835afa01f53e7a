import type { BisectionSummary } from '@kbisect/contracts'

export interface WorkProgress {
  /** From 0 to 1. */
  readonly share: number
  /** Where the bar stood before more work was needed. */
  readonly before?: number
}

/** A bar that goes back by less than this only follows the estimate; nobody sees it move. */
const NOTICED = 0.02

/** Returns the share of the work that is done; nothing is done before the first estimate. */
export function shareDone({ state, expected }: Pick<BisectionSummary, 'state' | 'expected'>): number {
  return state === 'finished' ? 1 : (expected?.done ?? 0)
}

/**
 * Compares a share with the highest one that was shown before: a bar that goes back has to say so.
 */
export function comparedWith(highest: number, share: number): WorkProgress {
  return highest - share > NOTICED ? { share, before: highest } : { share: Math.max(highest, share) }
}

/** `38 % done`; whole percents, and 100 only for what is over. */
export const doneWords = (share: number): string => `${Math.floor(share * 100)} % done`

/** What to say of a bar that went back. */
export const moreWorkWords = (before: number): string =>
  `More tests are needed than expected before (it was ${Math.floor(before * 100)} %).`
