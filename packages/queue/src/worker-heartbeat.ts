import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkerPresence } from '@kbisect/contracts'
import type { Redis } from 'ioredis'
import { keys } from './queue-names.ts'

const BEAT_SECONDS = 3
// A worker that missed three beats is gone.
const LIFE_SECONDS = 10
// A process is known to be dead before its jobs are another's.
const BEATS_PER_LOCK = 5
const LIVES_PER_LOCK = 2 / 3

// Of a worker that is older than this program.
const unsaid = { toolchains: [], slots: { build: 0, boot: 0 }, busy: { build: 0, boot: 0 } }

/** Every living worker, by name. */
export async function readPresence(redis: Redis, prefix: string): Promise<WorkerPresence[]> {
  // The names are in a set, because a search for the keys would walk over all that lies in this
  // Redis.
  const names = await namesOf(redis, keys.workers(prefix))
  if (names.length === 0) return []
  const texts = await redis.mget(names.map((name) => keys.presence(prefix, name)))
  // One that beats in this moment is back with its next beat.
  const workers = texts.map(readWorker)
  const dead = names.filter((_, i) => !workers[i])
  if (dead.length > 0) await redis.srem(keys.workers(prefix), ...dead)
  return workers.filter((worker) => worker !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Of a key that is no set, nothing: workers are back with their next beat. */
async function namesOf(redis: Redis, key: string): Promise<string[]> {
  const type = await redis.type(key)
  if (type === 'set') return await redis.smembers(key)
  await redis.del(key)
  return []
}

/** undefined of a worker that is dead, and of a text that no worker wrote. */
function readWorker(text: string | null): WorkerPresence | undefined {
  try {
    const worker = { ...unsaid, ...JSON.parse(text ?? '') } as WorkerPresence
    const { name, build, boot, jobs, toolchains, slots, busy } = worker
    const hasLists = [build, boot, jobs, toolchains].every(Array.isArray)
    const counts = [slots.build, slots.boot, busy.build, busy.boot]
    return typeof name === 'string' && hasLists && counts.every(Number.isFinite) ? worker : undefined
  } catch {
    return undefined
  }
}

/**
 * Whether a process beats. One that is not there is asked for again after the time of a beat: a
 * Redis that lost its data knows of no process until it beats.
 */
export async function isAlive(redis: Redis, prefix: string, process: string): Promise<boolean> {
  const beats = async () => (await redis.exists(keys.process(prefix, process))) > 0
  if (await beats()) return true
  await sleep(BEAT_SECONDS * 1000 + 500)
  return await beats()
}

/** Says every few seconds that a worker lives and what it does, until stopped. */
export class Heartbeat {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #name: string
  readonly #process: string
  readonly #life: number
  readonly #describe: () => Omit<WorkerPresence, 'seenAt'>
  readonly #timer: NodeJS.Timeout

  /**
   * @param process is read by {@link isAlive}, and dead before a lock of `lockSeconds` has run out
   */
  constructor(
    redis: Redis,
    prefix: string,
    process: { readonly id: string; readonly lockSeconds: number },
    describe: () => Omit<WorkerPresence, 'seenAt'>,
  ) {
    this.#redis = redis
    this.#prefix = prefix
    this.#process = process.id
    this.#life = Math.min(LIFE_SECONDS, process.lockSeconds * LIVES_PER_LOCK)
    this.#describe = describe
    this.#name = describe().name
    this.#timer = setInterval(
      () => void this.beat(),
      Math.min(BEAT_SECONDS, process.lockSeconds / BEATS_PER_LOCK) * 1000,
    )
  }

  /**
   * Says it now; called when a job starts or ends. Without Redis it says nothing: the connection
   * reports that.
   */
  async beat(): Promise<void> {
    if (this.#redis.status !== 'ready') return
    const presence: WorkerPresence = { ...this.#describe(), seenAt: new Date().toISOString() }
    const said = this.#redis
      .multi()
      .sadd(keys.workers(this.#prefix), this.#name)
      .set(this.#key, JSON.stringify(presence), 'EX', LIFE_SECONDS)
      .set(keys.process(this.#prefix, this.#process), this.#name, 'PX', Math.round(this.#life * 1000))
    await said.exec().catch(() => {})
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    if (this.#redis.status !== 'ready') return
    const said = this.#redis
      .multi()
      .srem(keys.workers(this.#prefix), this.#name)
      .del(this.#key, keys.process(this.#prefix, this.#process))
    await said.exec().catch(() => {})
  }

  get #key(): string {
    return keys.presence(this.#prefix, this.#name)
  }
}
