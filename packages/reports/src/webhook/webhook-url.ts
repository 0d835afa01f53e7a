import { type AddressGuard, AddressRefused, addressesOf, addressGuard, checkAddresses } from './address-guard.ts'

/** What is wrong with a URL, and what to do about it. */
export interface UrlProblem {
  readonly message: string
  readonly hint: string
}

const HINT_NETWORK =
  'Use an https URL on a public host, or have the operator allow the network in KBISECT_WEBHOOK_ALLOW_CIDRS.'

function checkText(url: URL): UrlProblem | undefined {
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { message: `has the scheme ${url.protocol.slice(0, -1)}`, hint: 'Use an https URL.' }
  if (url.username || url.password)
    return { message: 'holds a user name or password', hint: 'Remove it: messages are proved by their signature.' }
  return undefined
}

/** Ports below 1024 belong to services that are not HTTP and can be confused by a request. */
function portProblem(url: URL, allowed: boolean): UrlProblem | undefined {
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  if (port === 443 || port >= 1024 || allowed) return undefined
  return { message: `has the port ${port}`, hint: 'Use port 443 or one from 1024 on.' }
}

async function checkHost(url: URL, guard: AddressGuard): Promise<UrlProblem | undefined> {
  let addresses: string[]
  try {
    addresses = await addressesOf(url.hostname)
  } catch {
    // An https receiver may get its name later; each delivery checks again. Plain http needs a
    // known, allowed address now.
    if (url.protocol === 'https:') return portProblem(url, false)
    return { message: `has the unknown host ${url.hostname}`, hint: HINT_NETWORK }
  }
  try {
    checkAddresses(guard, url.protocol, url.hostname, addresses)
  } catch (error) {
    if (error instanceof AddressRefused) return { message: error.message, hint: HINT_NETWORK }
    throw error
  }
  return portProblem(
    url,
    addresses.every((address) => guard.allows(address)),
  )
}

/**
 * What is wrong with a webhook's URL, or undefined: https to a public host (http and others only
 * inside `allowCidrs`), no credentials, port 443 or from 1024 on. Looks the host up; deliveries
 * check again.
 */
export async function checkWebhookUrl(text: string, allowCidrs: readonly string[]): Promise<UrlProblem | undefined> {
  if (!URL.canParse(text))
    return { message: 'is not a URL', hint: 'Write it in full, e.g. https://ci.example.org/hook.' }
  const url = new URL(text)
  return checkText(url) ?? (await checkHost(url, addressGuard(allowCidrs)))
}

/** Shorter parts are no secrets, and stand in many texts. */
const SHORTEST_SECRET = 12

/**
 * Returns a text without what of a URL may be secret: its path, each long part of it, and its
 * query. Receivers repeat the path in their answers, such as `Cannot POST /hook/…`.
 */
export function withoutUrl(text: string, url: string): string {
  const { pathname, search, searchParams } = new URL(url)
  const parts = [`${pathname}${search}`, pathname, ...pathname.split('/'), search.slice(1), ...searchParams.values()]
  const forms = parts.flatMap((part) => [part, decoded(part)])
  // The longest first: a part of it that was hidden before would leave the rest.
  const hidden = [...new Set(forms)]
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length)
  return hidden.reduce((rest, part) => rest.replaceAll(part, '…'), text)
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
