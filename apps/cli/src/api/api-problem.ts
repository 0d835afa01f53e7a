import type { Problem } from '@kbisect/contracts'

/** The API refused a request. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  readonly status: number
  /** Stable name of the error, without `urn:kbisect:`. */
  readonly code: string
  readonly errors: NonNullable<Problem['errors']>
  /** Seconds after which it is worth trying again. */
  readonly retryAfter: number | undefined
  /** What to do about the whole of it. */
  readonly hint: string | undefined

  constructor(problem: Problem, retryAfter: number | undefined, hint?: string) {
    super(problem.detail)
    this.hint = hint ?? problem.hint
    this.status = problem.status
    this.code = problem.type.replace('urn:kbisect:', '')
    this.errors = problem.errors ?? []
    this.retryAfter = retryAfter
  }
}

/**
 * Names the option of the command line where a refusal names the field of the request that came of
 * it; any other error as it is.
 */
export function inOptions(error: unknown, options: Readonly<Record<string, string>>): unknown {
  if (!(error instanceof ApiProblem)) return error
  const errors = error.errors.map((one) => ({ ...one, field: options[one.field] ?? one.field }))
  const { status, code, message, retryAfter, hint } = error
  return new ApiProblem({ type: `urn:kbisect:${code}`, title: '', status, detail: message, errors }, retryAfter, hint)
}

/** What to do about a service that does not answer as it should; depends on what named it. */
export interface ServiceHints {
  readonly noAnswer?: string
  readonly noKbisect?: string
  readonly token?: string
}

/** No answer came: the server is away, or the way to it is broken. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly hint: string

  constructor(
    url: string,
    cause: unknown,
    hint = 'start the service with `kbisect serve`, or set KBISECT_URL to where it is',
  ) {
    super(`${url} does not answer: ${reasonOf(cause)}`, { cause })
    this.hint = hint
  }
}

/** Whether the same request may work in a moment. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ApiProblem) return [429, 502, 503, 504].includes(error.status)
  return error instanceof NoAnswer
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  // fetch says "fetch failed" and keeps the reason behind it.
  const inner = cause.cause
  if (inner instanceof Error) return 'code' in inner ? `${inner.message || inner.code}` : inner.message
  return cause.message
}

/** Something answers at the address, and it is not kbisect. */
export class NotKbisect extends Error {
  override readonly name = 'NotKbisect'
  readonly hint: string

  constructor(
    url: string,
    { status, statusText, headers }: Response,
    hint = 'set KBISECT_URL to the address of a kbisect, without a path, such as http://127.0.0.1:8470, or unset it to use the service of this machine',
  ) {
    const type = headers.get('content-type')?.split(';')[0] ?? 'no content type'
    super(`${url} is no kbisect: it answers ${`${status} ${statusText}`.trim()} (${type})`)
    this.hint = hint
  }
}

// What a proxy in front of kbisect says by itself.
const OF_PROXIES = [407, 413, 429, 502, 503, 504]

/**
 * Returns what a refusal says, be it one of ours or a proxy's.
 * @param url of the server
 * @throws NotKbisect where neither says such a thing
 */
export async function readProblem(response: Response, url: string, hints: ServiceHints = {}): Promise<ApiProblem> {
  const text = await response.text().catch(() => '')
  if (!parse(text) && !OF_PROXIES.includes(response.status)) throw new NotKbisect(url, response, hints.noKbisect)
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new ApiProblem(
    parse(text) ?? unknownProblem(response, text),
    Number.isNaN(retryAfter) ? undefined : retryAfter,
    response.status === 401 ? hints.token : undefined,
  )
}

function parse(text: string): Problem | undefined {
  try {
    const value = JSON.parse(text) as Partial<Problem>
    return typeof value.type === 'string' && typeof value.detail === 'string' ? (value as Problem) : undefined
  } catch {
    return undefined
  }
}

function unknownProblem({ status, statusText, url }: Response, text: string): Problem {
  const said = text.trim().split('\n')[0]?.slice(0, 200)
  const detail = `${url} answered ${status} ${statusText}${said ? `: ${said}` : ''}`
  return { type: 'about:blank', title: statusText, status, detail }
}
