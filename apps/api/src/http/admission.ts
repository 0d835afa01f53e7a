import type { FastifyInstance } from 'fastify'
import { HttpProblem } from './problems.ts'

export interface AdmissionLimits {
  /** Requests that are worked on at once. */
  readonly running: number
  /** Requests that wait for their turn. */
  readonly waiting: number
  /** How long one waits at most. */
  readonly waitSeconds: number
}

// Requests share ten connections to the database. Many more at once would wait for one until that
// times out.
const LIMITS: AdmissionLimits = { running: 24, waiting: 256, waitSeconds: 10 }

const busy = (): HttpProblem =>
  new HttpProblem(503, 'busy', 'the service works on as many requests as it can; ask again in a moment', {
    hint: 'Ask again in a moment.',
    retryAfter: 2,
  })

/** Lets so many in at once; the others wait in turn. */
export class Admission {
  readonly #limits: AdmissionLimits
  readonly #waiting = new Set<() => void>()
  #running = 0

  constructor(limits: AdmissionLimits = LIMITS) {
    this.#limits = limits
  }

  /** Resolves to a function that ends the turn, when there is one. @throws HttpProblem 503 */
  async enter(): Promise<() => void> {
    if (this.#running < this.#limits.running) this.#running++
    else if (this.#waiting.size < this.#limits.waiting) await this.#wait()
    else throw busy()
    let ended = false
    return () => {
      if (ended) return
      ended = true
      this.#leave()
    }
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(enter)
        reject(busy())
      }, this.#limits.waitSeconds * 1000)
      this.#waiting.add(enter)
    })
  }

  /** The turn goes to the one that waited longest. */
  #leave(): void {
    const [next] = this.#waiting
    if (next) {
      this.#waiting.delete(next)
      next()
    } else this.#running--
  }
}

/**
 * Limits how many requests are worked on at once. A turn ends when the answer is ready to be sent:
 * streams and downloads that go on for long are limited elsewhere.
 */
export function admitRequests(app: FastifyInstance, admission = new Admission()): void {
  const turns = new WeakMap<object, () => void>()
  app.addHook('onRequest', async (request, reply) => {
    const end = await admission.enter()
    turns.set(request, end)
    // The reader may leave before there is an answer.
    reply.raw.once('close', end)
    if (reply.raw.destroyed) end()
  })
  app.addHook('onSend', async (request) => turns.get(request)?.())
}
