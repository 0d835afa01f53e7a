import { NoAnswer, NotKbisect, readProblem, type ServiceHints } from './api-problem.ts'

/**
 * The HTTP API of a service. All reject with ApiProblem when it refuses, with NoAnswer when it is
 * away.
 */
export interface Api {
  /** Of the server, without `/api/v1`. */
  readonly url: string
  /** @param path below `/api/v1` */
  get<T>(path: string): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  /** The same, with what the headers of the answer say. */
  postWithHeaders<T>(path: string, body: unknown): Promise<{ readonly answer: T; readonly headers: Headers }>
  put<T>(path: string, body: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  delete(path: string): Promise<void>
  text(path: string): Promise<string>
  /** An open answer, for what is read as it comes. */
  open(path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response>
}

// Adding a tree fetches it when it lies on the server's own disk: a kernel takes minutes.
const REQUEST_SECONDS = 900

export interface ApiOptions {
  readonly token?: string | undefined
  /**
   * Where the service is now, asked after it did not answer: one that was started again may listen
   * elsewhere.
   */
  readonly relocate?: () => Promise<string | undefined>
  readonly hints?: ServiceHints
}

/** Talks to the service at an address, with a bearer token. */
export function openApi(address: string, { token, relocate, hints = {} }: ApiOptions = {}): Api {
  let url = address
  const ask = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (token) headers.set('authorization', `Bearer ${token}`)
    let response: Response
    try {
      response = await fetch(`${url}/api/v1${path}`, { ...init, headers, redirect: 'manual' })
    } catch (cause) {
      init.signal?.throwIfAborted()
      const silent = url
      url = (await relocate?.()) ?? url
      throw new NoAnswer(silent, cause, hints.noAnswer)
    }
    if (response.ok) return response
    throw await readProblem(response, url, hints)
  }
  const read = async <T>(path: string, init: RequestInit, use: (response: Response) => Promise<T>): Promise<T> => {
    const signal = AbortSignal.timeout(REQUEST_SECONDS * 1000)
    try {
      return await use(await ask(path, { ...init, signal }))
    } catch (error) {
      // The connection may also break, or the time be up, while the body is read.
      if (error instanceof TypeError || error === signal.reason) throw new NoAnswer(url, error, hints.noAnswer)
      throw error
    }
  }
  const readJson = <T>(response: Response): Promise<T> => json<T>(response, hints.noKbisect)
  return {
    get url() {
      return url
    },
    get: <T>(path: string) => read(path, { headers: { accept: 'application/json' } }, readJson<T>),
    post: <T>(path: string, body?: unknown) => read(path, postOf(body), readJson<T>),
    postWithHeaders: <T>(path: string, body: unknown) =>
      read(path, postOf(body), async (response) => ({
        answer: await readJson<T>(response),
        headers: response.headers,
      })),
    put: <T>(path: string, body: unknown) => read(path, { ...postOf(body), method: 'PUT' }, readJson<T>),
    patch: <T>(path: string, body: unknown) => read(path, { ...postOf(body), method: 'PATCH' }, readJson<T>),
    delete: (path) => read(path, { method: 'DELETE' }, async () => {}),
    text: (path) => read(path, { headers: { accept: 'text/plain' } }, (response) => response.text()),
    open: (path, headers, signal) => ask(path, { headers, signal }),
  }
}

async function json<T>(response: Response, hint?: string): Promise<T> {
  if (!response.headers.get('content-type')?.includes('json'))
    throw new NotKbisect(new URL(response.url).origin, response, hint)
  return (await response.json()) as T
}

function postOf(body: unknown): RequestInit {
  const accept = { accept: 'application/json' }
  if (body === undefined) return { method: 'POST', headers: accept }
  return { method: 'POST', headers: { ...accept, 'content-type': 'application/json' }, body: JSON.stringify(body) }
}
