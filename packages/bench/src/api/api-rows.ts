import type { Row } from '../benchmark.ts'

/**
 * The value below which a share of the samples lies, by the nearest rank: one of the samples, never
 * a mean of two. `share` from 0 to 1.
 * @throws RangeError without samples
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('there are no samples')
  return value
}

const round = (value: number): number => Number(value.toPrecision(3))

/** Median and p99 of samples in milliseconds, as two rows; `target` is of the median. */
export function latencyRows(
  row: string,
  setting: string,
  samples: readonly number[],
  target: number | null = null,
): Row[] {
  const median = quantile(samples, 0.5)
  const met = target === null ? null : median < target
  const common = { setting, unit: 'ms' }
  return [
    { ...common, row: `${row}: median`, value: round(median), target, met },
    { ...common, row: `${row}: p99`, value: round(quantile(samples, 0.99)), target: null, met: null },
  ]
}

/** How many times longer the alternative takes, by the medians. */
export function ratioRow(row: string, setting: string, ours: readonly number[], theirs: readonly number[]): Row {
  const value = round(quantile(theirs, 0.5) / Math.max(0.5, quantile(ours, 0.5)))
  return { row, setting, value, unit: 'times', target: null, met: null }
}
