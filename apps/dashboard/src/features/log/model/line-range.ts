/**
 * Lines that follow each other, both included. Negative numbers count from the end, −1 is the last
 * line.
 */
export interface LineRange {
  readonly first: number
  readonly last: number
}

/**
 * Reads the fragment of a log's address: `L10`, `L10-L20`, `L10-20`; undefined for anything else.
 */
export function parseLineRange(fragment: string): LineRange | undefined {
  const [, from, to] = /^L(-?[1-9]\d{0,9})(?:-L?(-?[1-9]\d{0,9}))?$/.exec(fragment) ?? []
  if (from === undefined) return undefined
  return lineRange(Number(from), to === undefined ? Number(from) : Number(to))
}

/** Writes the fragment that {@link parseLineRange} reads. */
export const lineFragment = ({ first, last }: LineRange): string =>
  first === last ? `L${first}` : `L${first}-L${last}`

/**
 * Returns the lines between two that somebody chose, in either order. Lines counted from different
 * sides make no range.
 */
export function lineRange(one: number, other: number): LineRange {
  if (one < 0 !== other < 0) return { first: one, last: one }
  return { first: Math.min(one, other), last: Math.max(one, other) }
}

export const isInRange = ({ first, last }: LineRange, number: number): boolean => number >= first && number <= last
