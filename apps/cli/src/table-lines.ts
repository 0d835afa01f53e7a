import { textWidth } from './text-width.ts'

/** Rows as lines, each column as wide as its widest cell but the last. Cells may have colours. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows)
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, textWidth(cell))
  return rows.map((row) => row.map((cell, at) => (at === row.length - 1 ? cell : padded(cell, widths[at]))).join('  '))
}

const padded = (cell: string, width = 0): string => cell + ' '.repeat(width - textWidth(cell))
