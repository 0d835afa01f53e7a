import type { WorkerPresence } from '@kbisect/contracts'
import type { Redis } from 'ioredis'
import { keys } from './queue-names.ts'

const BEAT_SECONDS = 3
// A worker that missed three beats is gone.
const LIFE_SECONDS = 10

// Of a worker that is older than this program.
const unsaid = { toolchains: [], slots: { build: 0, boot: 0 }, busy: { build: 0, boot: 0 } }

/** Every living worker, by name. */
export async function readPresence(redis: Redis, prefix: string): Promise<WorkerPresence[]> {
  // The names are in a set, because a search for the keys would walk over all that lies in this Redis.
  const names = await redis.smembers(keys.workers(prefix))
  if (names.length === 0) return []
  const texts = await redis.mget(names.map((name) => keys.presence(prefix, name)))
  // One that beats in this moment is back with its next beat.
  const dead = names.filter((_, i) => texts[i] === null)
  if (dead.length > 0) await redis.srem(keys.workers(prefix), ...dead)
  const workers = texts.flatMap((text) => (text ? [{ ...unsaid, ...JSON.parse(text) } as WorkerPresence] : []))
  return workers.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Says every few seconds that a worker lives and what it does, until stopped. */
export class Heartbeat {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #name: string
  readonly #describe: () => Omit<WorkerPresence, 'seenAt'>
  readonly #timer: NodeJS.Timeout

  constructor(redis: Redis, prefix: string, describe: () => Omit<WorkerPresence, 'seenAt'>) {
    this.#redis = redis
    this.#prefix = prefix
    this.#describe = describe
    this.#name = describe().name
    this.#timer = setInterval(() => void this.beat(), BEAT_SECONDS * 1000)
  }

  /** Says it now; called when a job starts or ends. Without Redis it says nothing: the connection reports that. */
  async beat(): Promise<void> {
    if (this.#redis.status !== 'ready') return
    const presence: WorkerPresence = { ...this.#describe(), seenAt: new Date().toISOString() }
    const said = this.#redis
      .multi()
      .sadd(keys.workers(this.#prefix), this.#name)
      .set(this.#key, JSON.stringify(presence), 'EX', LIFE_SECONDS)
    await said.exec().catch(() => {})
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#redis.status !== 'ready') return
    const said = this.#redis.multi().srem(keys.workers(this.#prefix), this.#name).del(this.#key)
    await said.exec().catch(() => {})
  }

  get #key(): string {
    return keys.presence(this.#prefix, this.#name)
  }
}
