/** What a route does to what: `list`, [`bisection`, `runs`]. */
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
  if (method === 'GET' && isPlural(last)) return { verb: 'list', nouns: [...nouns.slice(0, -1), last] }
  // POST /bisections/:id/cancel says itself what it does.
  if (method === 'POST' && parts.length > 1 && !isPlural(last)) return { verb: last, nouns: nouns.slice(0, -1) }
  return { verb, nouns }
}

const capitalised = (text: string): string =>
  text.replace(/(^|(?<![^A-Za-z0-9])[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, _gap, letter: string) => letter.toUpperCase())

/** The route's name for generated clients: listBisectionRuns, cancelBisection. */
export function operationIdOf(method: string, url: string): string {
  const { verb, nouns } = nameRoute(method, url)
  const name = [verb, ...nouns].map(capitalised).join('')
  return name.charAt(0).toLowerCase() + name.slice(1)
}

/**
 * What was done, for the audit: bisection.cancel, webhook.change. What is set is named:
 * bisection.verdict.
 */
export function auditActionOf(method: string, url: string): string {
  const { verb, nouns } = nameRoute(method, url)
  return `${singular(areaOf(url))}.${method === 'PUT' ? (nouns.at(-1) ?? verb) : verb}`
}
