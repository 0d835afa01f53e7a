/** A tested commit with its place in a range, where it has one. */
export interface HistoryRow {
  readonly commit: string
  readonly committedAt: Date | null
  readonly position: number | null
}

/**
 * At most `most` commits around the end of a range, oldest first. `older` and `newer` are those on
 * either side of its bad revision by commit time, the nearest first. Within the range its own order
 * counts: commits that were rebased together have all the same time, and clocks of people differ.
 */
export function aroundRange<Row extends HistoryRow>(
  older: readonly Row[],
  newer: readonly Row[],
  most: number,
): readonly Row[] {
  const half = Math.floor(most / 2)
  const after = newer.slice(0, Math.max(half, most - older.length))
  const before = older.slice(0, most - after.length)
  const rows = [...before, ...after]
  const outside = (side: readonly Row[]) => side.filter(({ position }) => position === null).sort(byTime)
  const inside = rows.filter(({ position }) => position !== null).sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
  return [...outside(before), ...inside, ...outside(after)]
}

const time = ({ committedAt }: HistoryRow): number => committedAt?.getTime() ?? 0

const byTime = (a: HistoryRow, b: HistoryRow): number => time(a) - time(b) || (a.commit < b.commit ? -1 : 1)
