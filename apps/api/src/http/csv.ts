/** The part of JSON Schema that says which columns a list has. */
export interface RowSchema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, RowSchema>>
  readonly anyOf?: readonly RowSchema[]
}

// What a spreadsheet takes for a formula, which could send the sheet elsewhere.
const FORMULA = /^[=+\-@\t\r\n]/
const QUOTED = /[",\r\n]/

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? safe(value) : inWords(value)
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const safe = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

function inWords(value: unknown): string {
  if (typeof value !== 'object') return JSON.stringify(value) ?? ''
  const isPlain = Array.isArray(value) && value.every((item) => typeof item !== 'object')
  return safe(isPlain ? value.join(' ') : JSON.stringify(value))
}

/**
 * The paths of all values of a row; objects that can be null have the columns of what they hold.
 */
function columnsOf(schema: RowSchema, path: readonly string[] = []): string[][] {
  const inner = schema.properties ?? schema.anyOf?.find(({ properties }) => properties !== undefined)?.properties
  if (!inner) return [[...path]]
  return Object.entries(inner).flatMap(([name, property]) => columnsOf(property, [...path, name]))
}

const valueAt = (row: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
    row,
  )

/**
 * Rows as RFC 4180 has them, with a line of names such as `culprit.hash` first. A text that a
 * spreadsheet would take for a formula gets an apostrophe in front.
 */
export function toCsv(rows: readonly unknown[], schema: RowSchema): string {
  const columns = columnsOf(schema)
  const lines = [
    columns.map((path) => cell(path.join('.'))),
    ...rows.map((row) => columns.map((path) => cell(valueAt(row, path)))),
  ]
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('')
}
