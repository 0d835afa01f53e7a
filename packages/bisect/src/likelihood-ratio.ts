import type { Tally } from './terms.ts'

// Neither kind of kernel surprises oftener than this, however few runs the estimate rests on.
const LEAST_RATE = 0.005
// A hundred times as likely one way as the other.
const SURE = Math.log(100)

/**
 * Whether a kernel has the fault, by how likely its runs are with it and without it.
 * @param rates expected share of runs that fail with the fault and without it
 * @param passes passes in a row that clear a kernel
 */
export function judgeTally(
  { passes, failures }: Tally,
  rates: { readonly bad: number; readonly good: number },
  cleared: number,
): 'good' | 'bad' | 'open' {
  if (failures === 0) return passes >= cleared ? 'good' : 'open'
  const bad = Math.max(LEAST_RATE, Math.min(1 - LEAST_RATE, rates.bad))
  const good = Math.max(LEAST_RATE, Math.min(bad, rates.good))
  const advantage = failures * Math.log(bad / good) + passes * Math.log((1 - bad) / (1 - good))
  if (advantage >= SURE) return 'bad'
  return advantage <= -SURE ? 'good' : 'open'
}
