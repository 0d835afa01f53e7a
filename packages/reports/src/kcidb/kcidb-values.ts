import { KCIDB_EXCERPT } from '@kbisect/contracts'

/** A URL that KCIDB may be given; undefined for one that only some can reach. */
export function publicUrl(url: string | undefined): string | undefined {
  return url?.startsWith('https://') && URL.canParse(url) && new URL(url).password === '' ? url : undefined
}

/** The end of a log excerpt, as long as it may be, without half a character at its beginning. */
export function excerpt(text: string | undefined): string | undefined {
  if (!text) return undefined
  const clean = text.replaceAll('\0', '')
  return clean.slice(-KCIDB_EXCERPT).replace(/^[\uDC00-\uDFFF]/, '')
}

/** The moment at which something began that took so long. */
export function startOf({ finishedAt, seconds }: { readonly finishedAt: string; readonly seconds: number }): string {
  return new Date(Date.parse(finishedAt) - Math.round(seconds * 1000)).toISOString()
}

/** Names of what may be undefined or null, and is then absent. */
type Absent<T> = { [K in keyof T]-?: null extends T[K] ? K : undefined extends T[K] ? K : never }[keyof T]
type Clean<T> = Omit<T, Absent<T>> & { [K in Absent<T>]?: NonNullable<T[K]> }

/** The same without what is undefined, null, or holds a NUL, however deep: KCIDB refuses those. */
export function clean<T extends object>(value: T): Clean<T> {
  return cleaned(value) as Clean<T>
}

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD')
  if (Array.isArray(value)) return value.filter((item) => item !== null && item !== undefined).map(cleaned)
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null)
  return Object.fromEntries(entries.map(([name, inner]) => [name, cleaned(inner)]))
}
