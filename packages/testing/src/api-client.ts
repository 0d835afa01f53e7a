import type { Bisection, BisectionRequest, Build, Candidate, Event, Page, Run, TreeStatus } from '@kbisect/contracts'

// Often enough for a test, and seldom enough that the questions of many cost the service little.
const POLL_MILLISECONDS = 400
const PATIENCE_SECONDS = 480

const sleep = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds))

/**
 * The HTTP API, as a program uses it that has the token. Whatever is refused throws with the
 * answer's text.
 */
export class ApiClient {
  readonly url: string
  readonly #token: string

  constructor(url: string, token: string) {
    this.url = url
    this.#token = token
  }

  /** Sends one request below `/api/v1` and answers whatever comes. */
  async request(method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}) {
    const { body, headers = {} } = options
    return await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  async get<T>(path: string): Promise<T> {
    return await this.#json('GET', path)
  }

  async post<T>(path: string, body?: unknown): Promise<T> {
    return await this.#json('POST', path, body)
  }

  async addTree(name: string, url: string): Promise<TreeStatus> {
    return await this.post('/trees', { name, url })
  }

  /** A new one, also where one of before answers the request. */
  async start(request: BisectionRequest): Promise<Bisection> {
    return await this.post('/bisections', { attach: false, ...request })
  }

  async bisection(id: string): Promise<Bisection> {
    return await this.get(`/bisections/${id}`)
  }

  async builds(id: string): Promise<Build[]> {
    return await this.#all(`/bisections/${id}/builds`)
  }

  async runs(id: string): Promise<Run[]> {
    return await this.#all(`/bisections/${id}/runs`)
  }

  async candidates(id: string): Promise<Candidate[]> {
    return await this.#all(`/bisections/${id}/candidates`)
  }

  /** All events so far, in order. */
  async events(id: string): Promise<Event[]> {
    const all: Event[] = []
    for (let after: number | null = 0; after !== null; ) {
      const answer = await this.request('GET', `/bisections/${id}/events?after=${after}`, {
        headers: { accept: 'application/json' },
      })
      const page = (await answer.json()) as { items: Event[]; next: number | null }
      all.push(...page.items)
      after = page.next
    }
    return all
  }

  /**
   * Waits until a bisection is finished or paused.
   * @throws Error with all its events when nothing happens for too long
   */
  async ended(id: string): Promise<Bisection> {
    return await this.when(id, ({ state }) => state === 'finished' || state === 'paused')
  }

  /**
   * Waits until a bisection is in some condition, for as long as it goes on. @throws Error with all
   * its events when nothing happens for too long
   */
  async when(id: string, holds: (bisection: Bisection) => boolean): Promise<Bisection> {
    let seen = ''
    let deadline = Number.POSITIVE_INFINITY
    for (;;) {
      const bisection = await this.bisection(id)
      if (holds(bisection)) return bisection
      const { state, stage, progress } = bisection
      const now = JSON.stringify({ state, stage, progress })
      if (now !== seen) deadline = performance.now() + PATIENCE_SECONDS * 1000
      seen = now
      if (performance.now() > deadline) {
        const told = (await this.events(id)).map((event) => `${event.at} ${event.type}: ${event.message}`).join('\n')
        throw new Error(`bisection ${id} waited too long in stage ${bisection.stage}:\n${told}`)
      }
      await sleep(POLL_MILLISECONDS)
    }
  }

  /** Every item of a list, page by page. */
  async #all<T>(path: string): Promise<T[]> {
    const all: T[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`
      const page: Page<T> = await this.get(`${path}?limit=200${from}`)
      all.push(...page.items)
      cursor = page.next
    }
    return all
  }

  async #json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.request(method, path, body === undefined ? {} : { body })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
    return JSON.parse(text) as T
  }
}
