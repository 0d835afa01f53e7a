import { createHmac } from 'node:crypto'
import type { WebhookFormat } from '@kbisect/contracts'
import { request } from 'undici'
import { AddressRefused, addressGuard } from './address-guard.ts'
import { guardedAgent } from './guarded-agent.ts'
import { readAnswer } from './read-answer.ts'
import { signWebhook } from './webhook-signature.ts'
import { checkWebhookUrl, withoutUrl } from './webhook-url.ts'

/** Set by us or by HTTP itself: a webhook cannot have others. */
const OURS =
  /^(webhook-.*|x-hub-signature.*|content-.*|user-agent|host|connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|expect|cookie)$/i

/** The names among those that a webhook wants sent along that it cannot have. */
export function refusedHeaders(names: readonly string[]): string[] {
  return names.filter((name) => OURS.test(name))
}

/**
 * Seconds in a Retry-After header, which holds seconds or a date; undefined when it is absent or
 * makes no sense.
 */
export function retryAfterSeconds(header: string | string[] | undefined, now: Date): number | undefined {
  const text = Array.isArray(header) ? header[0] : header
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now.getTime()) / 1000))
}

/**
 * As GitHub signs its webhooks: HMAC-SHA256 of the body alone, with the text of the secret,
 * `whsec_` included, as the key.
 */
function githubSignature(secret: string, body: string): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
}

export interface DeliveryRequest {
  readonly url: string
  /** The exact text to send: JSON of type, timestamp and data. */
  readonly body: string
  /** The delivery's id, the same for every attempt. */
  readonly id: string
  /** The newest first; each signs. */
  readonly secrets: readonly string[]
  /** Default: standard. */
  readonly format?: WebhookFormat
  /** Also signed as GitHub does, with the newest secret. */
  readonly githubSignature?: boolean
  /** Sent along. */
  readonly headers?: Readonly<Record<string, string>>
  /** Networks that may be reached although they are not public, e.g. `127.0.0.0/8`. */
  readonly allowCidrs: readonly string[]
  readonly now: Date
  readonly signal?: AbortSignal
  /** Milliseconds until the attempt is given up; default 20 000. */
  readonly timeout?: number
}

/** What came of one attempt; `error` says why it failed in words, null when it was delivered. */
export interface DeliveryAnswer {
  /** Null when no answer came. */
  readonly status: number | null
  readonly error: string | null
  /** The first kilobyte of the answer's body. Like `error`, without path and query of the URL. */
  readonly answer: string
  readonly milliseconds: number
  /** Seconds that the receiver asked us to wait. */
  readonly retryAfter?: number
}

const TIMEOUT_MS = 20_000

function statusError(status: number): string | null {
  if (status >= 200 && status < 300) return null
  if (status >= 300 && status < 400) return `answered ${status}; redirects are not followed`
  return `answered ${status}`
}

function describeFailure(error: unknown, deadline: AbortSignal): string {
  if (deadline.aborted) return 'did not answer in time'
  if (!(error instanceof Error)) return String(error)
  if (error instanceof AddressRefused) return `refused: ${error.message}`
  return 'code' in error && !error.message.includes(String(error.code))
    ? `${error.message} (${error.code})`
    : error.message
}

/** Matrix wants a transaction id in the path, and takes a repeated one for the same message. */
function addressOf({ url, format, id }: DeliveryRequest): string {
  if (format !== 'matrix') return url
  const address = new URL(url)
  address.pathname = `${address.pathname.replace(/(?<!\/)\/+$/, '')}/${encodeURIComponent(id)}`
  return address.href
}

function headersOf({ id, now, body, secrets, headers, githubSignature: asGithub }: DeliveryRequest) {
  const [newest] = secrets
  return {
    ...headers,
    'content-type': 'application/json',
    'user-agent': 'kbisect-webhooks/1',
    ...signWebhook({ id, timestamp: now, body, secrets }),
    ...(asGithub && newest !== undefined ? githubSignature(newest, body) : {}),
  }
}

async function send(wanted: DeliveryRequest, signal: AbortSignal): Promise<Omit<DeliveryAnswer, 'milliseconds'>> {
  const agent = guardedAgent(addressGuard(wanted.allowCidrs))
  try {
    const response = await request(addressOf(wanted), {
      method: wanted.format === 'matrix' ? 'PUT' : 'POST',
      dispatcher: agent,
      signal,
      body: wanted.body,
      headers: headersOf(wanted),
    })
    const answer = withoutUrl(await readAnswer(response.body), addressOf(wanted))
    const retryAfter = retryAfterSeconds(response.headers['retry-after'], wanted.now)
    const status = response.statusCode
    return { status, error: statusError(status), answer, ...(retryAfter === undefined ? {} : { retryAfter }) }
  } finally {
    await agent.destroy()
  }
}

/**
 * Sends a signed message once. Every failure of the receiver or the network is an answer, never an
 * exception. Only public hosts by https and hosts inside `allowCidrs` are reached, and redirects
 * are never followed.
 */
export async function deliverOnce(wanted: DeliveryRequest): Promise<DeliveryAnswer> {
  const started = performance.now()
  const milliseconds = (): number => Math.round(performance.now() - started)
  const problem = await checkWebhookUrl(wanted.url, wanted.allowCidrs)
  if (problem)
    return { status: null, error: `refused: the URL ${problem.message}`, answer: '', milliseconds: milliseconds() }
  const deadline = AbortSignal.timeout(wanted.timeout ?? TIMEOUT_MS)
  try {
    const signal = wanted.signal ? AbortSignal.any([wanted.signal, deadline]) : deadline
    return { ...(await send(wanted, signal)), milliseconds: milliseconds() }
  } catch (error) {
    const words = withoutUrl(describeFailure(error, deadline), addressOf(wanted))
    return { status: null, error: words, answer: '', milliseconds: milliseconds() }
  }
}
