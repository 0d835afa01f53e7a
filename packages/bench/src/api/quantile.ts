/**
 * The value below which a share of the samples lies, by the nearest rank: one of the samples, never a mean of two. `share` from 0 to 1.
 * @throws RangeError without samples
 */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (value === undefined) throw new RangeError('there are no samples')
  return value
}
