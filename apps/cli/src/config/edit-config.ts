// Changes single lines of a configuration file, so that comments and the order of a person stay.

const HEADER = /^\s*\[{1,2}([^\]]*)\]/

type Lines = readonly string[]

const linesOf = (text: string): Lines => (text === '' ? [] : text.replace(/\n$/, '').split('\n'))

/** The lines of a table, from its header to the one before the next header; of the top without. */
function tableLines(all: Lines, table: string | undefined): { start: number; end: number } | undefined {
  const headers = all.flatMap((line, at) => (HEADER.test(line) ? [at] : []))
  if (table === undefined) return { start: 0, end: headers[0] ?? all.length }
  const start = headers.find((at) => HEADER.exec(all[at] ?? '')?.[1]?.replace(/["'\s]/g, '') === table)
  if (start === undefined) return undefined
  return { start, end: headers.find((at) => at > start) ?? all.length }
}

function fieldLine(lines: Lines, table: string | undefined, field: string): number | undefined {
  const range = tableLines(lines, table)
  if (!range) return undefined
  const at = lines.slice(range.start, range.end).findIndex((line) => keyOf(line) === field)
  return at < 0 ? undefined : range.start + at
}

const keyOf = (line: string): string | undefined => /^\s*["']?([A-Za-z0-9_-]+)["']?\s*=/.exec(line)?.[1]

/** Returns the number of the line of a field, or else of its table; undefined where neither is. */
export function lineOfField(text: string, field: readonly string[]): number | undefined {
  const lines = linesOf(text)
  const [last = ''] = field.slice(-1)
  const table = field.length > 1 ? field.slice(0, -1).join('.') : undefined
  const at = fieldLine(lines, table, last) ?? tableLines(lines, field.join('.'))?.start ?? headerOf(lines, table)
  return at === undefined ? undefined : at + 1
}

const headerOf = (lines: Lines, table: string | undefined): number | undefined =>
  table === undefined ? undefined : tableLines(lines, table)?.start

const joined = (lines: Lines): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`)

function withField(text: string, table: string | undefined, field: string, value: string | undefined): string {
  const lines = linesOf(text)
  const at = fieldLine(lines, table, field)
  const line = value === undefined ? [] : [`${field} = ${JSON.stringify(value)}`]
  if (at !== undefined) return joined(lines.toSpliced(at, 1, ...line))
  if (value === undefined) return text
  const start = tableLines(lines, table)?.start ?? 0
  return joined(lines.toSpliced(table === undefined ? 0 : start + 1, 0, ...line))
}

/** Returns the text with the default; undefined removes it. */
export function withDefault(text: string, name: string | undefined): string {
  return withField(text, undefined, 'default', name)
}

/** Returns the text with an instance, in place of one of the same name. */
export function withInstance(
  text: string,
  { name, url, token }: { readonly name: string; readonly url: string; readonly token: string | undefined },
): string {
  const table = `instances.${name}`
  if (tableLines(linesOf(text), table)) return withField(withField(text, table, 'token', token), table, 'url', url)
  const section = [`[${table}]`, `url = ${JSON.stringify(url)}`]
  const secret = token === undefined ? [] : [`token = ${JSON.stringify(token)}`]
  const before = linesOf(text)
  return joined([...before, ...(before.length > 0 ? [''] : []), ...section, ...secret])
}

/** Returns the text without an instance; comments in front of the next table stay. */
export function withoutInstance(text: string, name: string): string {
  const lines = linesOf(text)
  const range = tableLines(lines, `instances.${name}`)
  if (!range) return text
  let { end } = range
  if (end < lines.length) while (/^\s*#/.test(lines[end - 1] ?? '')) end--
  const left = lines.toSpliced(range.start, end - range.start)
  while (left.at(-1)?.trim() === '') left.pop()
  return joined(left)
}
