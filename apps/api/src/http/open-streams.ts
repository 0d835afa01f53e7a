import type { FastifyRequest } from 'fastify'
import { clientOf } from './limits.ts'
import { HttpProblem } from './problems.ts'

export interface StreamLimits {
  readonly most: number
  /** Of one token, or of one address without a token. */
  readonly mostOfOne: number
  /** A token that was revoked elsewhere ends its streams within this time. */
  readonly checkSeconds: number
}

// Each costs a socket and what its reader has not read yet; a page has two.
const LIMITS: StreamLimits = { most: 1_000, mostOfOne: 100, checkSeconds: 30 }

/** A stream that is open. */
export interface StreamPlace {
  /** Aborts when the stream has to end: its token has ended, or the service does. */
  readonly signal: AbortSignal
  /** Gives the place back. */
  readonly close: () => void
}

interface Entry {
  readonly owner: string
  readonly tokenId: string | undefined
  readonly control: AbortController
}

/** Answers that go on for hours: limits how many there are, and ends those whose token ends. */
export class OpenStreams {
  readonly #entries = new Set<Entry>()
  readonly #isActive: (tokenId: string) => Promise<boolean>
  readonly #limits: StreamLimits
  readonly #timer: NodeJS.Timeout
  #ended = false

  constructor(isActive: (tokenId: string) => Promise<boolean>, limits: StreamLimits = LIMITS) {
    this.#isActive = isActive
    this.#limits = limits
    this.#timer = setInterval(() => void this.check(), limits.checkSeconds * 1000)
    this.#timer.unref()
  }

  /** @throws HttpProblem 429 when the client has too many, 503 when there are too many */
  open(request: Pick<FastifyRequest, 'tokenId' | 'ip'>): StreamPlace {
    const owner = clientOf(request)
    const own = [...this.#entries].filter((entry) => entry.owner === owner).length
    if (own >= this.#limits.mostOfOne)
      throw new HttpProblem(429, 'too-many-streams', `${own} streams of this token or address are open; close some`, {
        hint: 'Close a page or a program that follows events or logs.',
        retryAfter: 30,
      })
    if (this.#ended || this.#entries.size >= this.#limits.most)
      throw new HttpProblem(503, 'busy', 'the service has as many open streams as it can have', {
        hint: 'Try again in half a minute.',
        retryAfter: 30,
      })
    const entry = { owner, tokenId: request.tokenId, control: new AbortController() }
    this.#entries.add(entry)
    return { signal: entry.control.signal, close: () => void this.#entries.delete(entry) }
  }

  /** Ends the streams of a token. */
  end(tokenId: string): void {
    this.#endWhere((entry) => entry.tokenId === tokenId)
  }

  /**
   * Asks once for each token whether it is still good. While that cannot be answered, streams stay.
   */
  async check(): Promise<void> {
    const tokens = new Set([...this.#entries].flatMap(({ tokenId }) => tokenId ?? []))
    for (const tokenId of tokens) {
      const active = await this.#isActive(tokenId).catch(() => true)
      if (!active) this.end(tokenId)
    }
  }

  /** Ends all of them, and lets none in any more. */
  close(): void {
    this.#ended = true
    clearInterval(this.#timer)
    this.#endWhere(() => true)
  }

  #endWhere(isMeant: (entry: Entry) => boolean): void {
    for (const entry of [...this.#entries].filter(isMeant)) {
      this.#entries.delete(entry)
      entry.control.abort()
    }
  }
}
