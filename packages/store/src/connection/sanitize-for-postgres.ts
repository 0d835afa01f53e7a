// A kernel can print anything, and Postgres holds neither NUL nor half a surrogate pair, in text or
// in jsonb.
const NOT_ALLOWED = /\0|\p{Surrogate}/gu

/**
 * The value with each character that Postgres refuses replaced by U+FFFD, in every string of it.
 */
export function sanitizeForPostgres<T>(value: T): T {
  return clean(value) as T
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(NOT_ALLOWED, '\uFFFD')
  if (Array.isArray(value)) return value.map(clean)
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [clean(name), clean(inner)]))
}
