import type { TrendDay } from '@kbisect/contracts'

type Counts = Pick<TrendDay, 'failing' | 'passing' | 'regressions'>

/** A day of a tree; days without tests count zero. */
export interface TrendPoint extends Counts {
  /** As YYYY-MM-DD, in UTC. */
  readonly day: string
}

export interface TrendRow {
  readonly tree: string
  /** Each day of the time, the oldest first. */
  readonly points: readonly TrendPoint[]
  readonly total: Counts
}

const DAY_MS = 86_400_000
const nothing: Counts = { failing: 0, passing: 0, regressions: 0 }

/**
 * Returns a row for each tree that was tested or had regressions, those with the most failures
 * first.
 * @param now milliseconds; its day in UTC is the last one
 */
export function trendRows(items: readonly TrendDay[], days: number, now: number): TrendRow[] {
  const names = Array.from({ length: days }, (_, at) => dayOf(now - (days - 1 - at) * DAY_MS))
  const rows = [...new Set(items.map(({ tree }) => tree))].map((tree) => {
    const known = new Map(items.filter((item) => item.tree === tree).map((item) => [item.day, item]))
    const points = names.map((day) => ({ ...nothing, ...countsOf(known.get(day)), day }))
    return { tree, points, total: points.reduce<Counts>(plus, nothing) }
  })
  return rows
    .filter(({ total }) => total.failing + total.passing + total.regressions > 0)
    .toSorted((a, b) => b.total.failing - a.total.failing || a.tree.localeCompare(b.tree))
}

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)

const countsOf = (item: TrendDay | undefined): Counts | undefined =>
  item && { failing: item.failing, passing: item.passing, regressions: item.regressions }

const plus = (a: Counts, b: Counts): Counts => ({
  failing: a.failing + b.failing,
  passing: a.passing + b.passing,
  regressions: a.regressions + b.regressions,
})
