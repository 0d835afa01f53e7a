import type { Row } from '../benchmark.ts'
import { quantile } from './quantile.ts'

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
