import type { WorkerPresence } from '@kbisect/contracts'
import type { Redis } from 'ioredis'
import { keys } from './queue-names.ts'

const BEAT_SECONDS = 5
// A worker that missed three beats is gone.
const LIFE_SECONDS = 16

/** Every living worker, by name. */
export async function readPresence(redis: Redis, prefix: string): Promise<WorkerPresence[]> {
  const found = new Set<string>()
  const escaped = prefix.replace(/[\\*?[\]]/g, '\\$&')
  for await (const batch of redis.scanStream({ match: `${keys.presence(escaped)}*`, count: 100 })) {
    for (const key of batch as string[]) found.add(key)
  }
  if (found.size === 0) return []
  const texts = await redis.mget([...found])
  const workers = texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as WorkerPresence]))
  return workers.sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Says every few seconds that a worker lives and what it does, until stopped. */
export class Heartbeat {
  readonly #redis: Redis
  readonly #key: string
  readonly #describe: () => Omit<WorkerPresence, 'seenAt'>
  readonly #timer: NodeJS.Timeout

  constructor(redis: Redis, prefix: string, describe: () => Omit<WorkerPresence, 'seenAt'>) {
    this.#redis = redis
    this.#describe = describe
    this.#key = keys.presence(prefix, describe().name)
    this.#timer = setInterval(() => void this.beat(), BEAT_SECONDS * 1000)
  }

  /** Says it now; called when a job starts or ends. Without Redis it says nothing: the connection reports that. */
  async beat(): Promise<void> {
    if (this.#redis.status !== 'ready') return
    const presence: WorkerPresence = { ...this.#describe(), seenAt: new Date().toISOString() }
    await this.#redis.set(this.#key, JSON.stringify(presence), 'EX', LIFE_SECONDS).catch(() => {})
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#redis.status === 'ready') await this.#redis.del(this.#key).catch(() => {})
  }
}
