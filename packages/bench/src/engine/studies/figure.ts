import type { Row } from '../../benchmark.ts'

/** A promise about a figure. */
export type Promised = { readonly atMost: number } | { readonly atLeast: number }

/**
 * One line of the table: a figure, and what is promised about it. What could not be measured is no
 * promise kept.
 */
export function figure(row: number, setting: string, value: number, unit: string, promised?: Promised): Row {
  const common = { row: String(row), setting, value: round(value), unit }
  if (promised === undefined) return { ...common, target: null, met: null }
  if ('atMost' in promised) return { ...common, target: round(promised.atMost), met: value <= promised.atMost }
  return { ...common, target: round(promised.atLeast), met: value >= promised.atLeast }
}

export const percent = (share: number): number => 100 * share

const round = (value: number): number => Number(value.toFixed(3))
