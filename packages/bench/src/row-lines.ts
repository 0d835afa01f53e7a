import type { Row } from './benchmark.ts'

const HEAD = ['', 'setting', 'value', 'unit', 'target', 'met']

/** Rows as a table for a person. */
export function rowLines(rows: readonly Row[]): string[] {
  const cells = rows.map(({ row, setting, value, unit, target, met }) => [
    row,
    setting,
    String(value),
    unit,
    target === null ? '-' : String(target),
    met === null ? '-' : met ? 'yes' : 'NO',
  ])
  const table = [HEAD, ...cells]
  const widths = HEAD.map((_, at) => Math.max(...table.map((line) => line[at]?.length ?? 0)))
  return table.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
