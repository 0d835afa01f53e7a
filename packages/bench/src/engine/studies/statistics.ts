import type { Sample } from './study.ts'

/** The values of that name, of the samples that have one. */
export function valuesOf(samples: readonly Sample[], name: string): number[] {
  return samples.flatMap((sample) => sample[name] ?? [])
}

/** NaN of nothing. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity)
}

/** The smallest value that is not exceeded by the given share of all. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}
