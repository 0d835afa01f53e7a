import type { Random } from '../random.ts'

/** Builds and runs take now longer, now shorter: their standard deviation is 35 % of their mean. */
const SPREAD = 0.35

const SIGMA = Math.sqrt(Math.log1p(SPREAD ** 2))

/** A log-normal time with the given mean. */
export function jobTime(mean: number, random: Random): number {
  return mean * Math.exp(SIGMA * random.normal() - SIGMA ** 2 / 2)
}
