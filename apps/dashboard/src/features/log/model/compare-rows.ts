import type { Match } from './align-lines.ts'
import { alignLines } from './align-lines.ts'
import { normalLine } from './normal-line.ts'

/** A row of two logs side by side, by index of their lines. */
export type CompareRow =
  | { readonly kind: 'same'; readonly good: number; readonly bad: number }
  | { readonly kind: 'different'; readonly good: number | undefined; readonly bad: number | undefined }
  | { readonly kind: 'fold'; readonly from: number; readonly count: number }

/** All rows of two logs, lines without colours, that of the good kernel first. */
export function compareLogs(good: readonly string[], bad: readonly string[]): CompareRow[] {
  return rowsOf(alignLines(good.map(normalLine), bad.map(normalLine)), good.length, bad.length)
}

function rowsOf(matches: readonly Match[], goodLength: number, badLength: number): CompareRow[] {
  const rows: CompareRow[] = []
  let [good, bad] = [0, 0]
  const different = (goodUntil: number, badUntil: number) => {
    while (good < goodUntil || bad < badUntil)
      rows.push({
        kind: 'different',
        good: good < goodUntil ? good++ : undefined,
        bad: bad < badUntil ? bad++ : undefined,
      })
  }
  for (const [goodAt, badAt] of matches) {
    different(goodAt, badAt)
    rows.push({ kind: 'same', good: good++, bad: bad++ })
  }
  different(goodLength, badLength)
  return rows
}

/** So many equal lines stay around what differs. */
const context = 4

/**
 * Folds long sections that are the same, but for those whose first row is in `opened`. `from` of a
 * fold is a row of the whole.
 */
export function foldSame(rows: readonly CompareRow[], opened: ReadonlySet<number>): CompareRow[] {
  const folded: CompareRow[] = []
  for (let at = 0; at < rows.length; ) {
    let end = at
    while (rows[end]?.kind === 'same') end++
    if (end === at) {
      folded.push(rows[at++] as CompareRow)
      continue
    }
    const from = at === 0 ? at : at + context
    const to = end === rows.length ? end : end - context
    if (to - from > 2 && !opened.has(from)) {
      folded.push(...rows.slice(at, from), { kind: 'fold', from, count: to - from }, ...rows.slice(to, end))
    } else folded.push(...rows.slice(at, end))
    at = end
  }
  return folded
}

/** Rows at which a section that differs begins. */
export function differencesIn(rows: readonly CompareRow[]): number[] {
  return rows.flatMap((row, index) =>
    row.kind === 'different' && rows[index - 1]?.kind !== 'different' ? [index] : [],
  )
}
