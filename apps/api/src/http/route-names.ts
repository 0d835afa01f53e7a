/** What a route does to what: `create`, [`bisection`]. */
interface RouteName {
  readonly verb: string
  readonly nouns: readonly string[]
}

const METHODS: Record<string, string> = { GET: 'get', DELETE: 'delete', PATCH: 'change', PUT: 'set', POST: 'create' }

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(ch|sh|x)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}

const isPlural = (word: string): boolean => singular(word) !== word

/** The parts of a path below the API's prefix. */
function partsOf(url: string): string[] {
  return url
    .replace(/^\/api\/v1(?=\/|$)/, '')
    .split('/')
    .filter((part) => part !== '')
}

/** The area of the API that a path belongs to: its first part. */
export const areaOf = (url: string): string => partsOf(url)[0] ?? ''

function nameRoute(method: string, url: string): RouteName {
  const parts = partsOf(url)
  const words = parts.filter((part) => !part.startsWith(':'))
  const last = parts.at(-1)?.startsWith(':') ? undefined : parts.at(-1)
  const nouns = words.map(singular)
  const verb = METHODS[method] ?? method.toLowerCase()
  if (last === undefined) return { verb, nouns }
  // POST /bisections/:id/cancel says itself what it does.
  if (method === 'POST' && parts.length > 1 && !isPlural(last)) return { verb: last, nouns: nouns.slice(0, -1) }
  return { verb, nouns }
}

/**
 * What was done, for the audit: bisection.cancel, webhook.change. What is set is named:
 * bisection.verdict.
 */
export function auditActionOf(method: string, url: string): string {
  const { verb, nouns } = nameRoute(method, url)
  return `${singular(areaOf(url))}.${method === 'PUT' ? (nouns.at(-1) ?? verb) : verb}`
}
