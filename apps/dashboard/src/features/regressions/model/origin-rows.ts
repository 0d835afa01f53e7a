/**
 * One thing that is known of where a regression was reported: a word or a list of them, each
 * perhaps a link.
 */
export interface OriginRow {
  readonly name: string
  readonly values: readonly { readonly text: string; readonly href?: string }[]
}

/** Longer than this is no row of a table. */
const longest = 500

/**
 * What a reporter said of where it comes from, as rows: `{test: {id: 'x:1'}}` is `test id: x:1`.
 * Only https leads away from here.
 */
export function originRows(origin: Readonly<Record<string, unknown>>, prefix = ''): OriginRow[] {
  return Object.entries(origin).flatMap(([key, value]): OriginRow[] => {
    const name = `${prefix}${key.replaceAll('_', ' ')}`
    if (isRecord(value)) return originRows(value, `${name} `)
    const values = (Array.isArray(value) ? value : [value]).flatMap(valuesOf)
    return values.length > 0 ? [{ name, values }] : []
  })
}

function valuesOf(value: unknown): OriginRow['values'] {
  if (value === null || value === undefined || value === '') return []
  if (isRecord(value)) return originRows(value).flatMap(({ values }) => values)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return [{ text: text.slice(0, longest), ...(/^https:\/\/\S+$/.test(text) && { href: text }) }]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
