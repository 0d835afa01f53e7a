import type { Redis } from 'ioredis'
import { keys } from './queue-names.ts'
import { MessageRefused, parseJson, parseMessage } from './read-message.ts'

/** What BullMQ keeps of a queue, and of which type. */
const types: Readonly<Record<string, string>> = {
  ...{ wait: 'list', paused: 'list', active: 'list' },
  ...{
    delayed: 'zset',
    prioritized: 'zset',
    completed: 'zset',
    failed: 'zset',
    'waiting-children': 'zset',
    marker: 'zset',
  },
  ...{ stalled: 'set', meta: 'hash', events: 'stream' },
  ...{ id: 'string', pc: 'string', limiter: 'string', 'stalled-check': 'string' },
}

const lists = ['wait', 'paused', 'active'] as const
const sortedSets = ['delayed', 'prioritized'] as const

/**
 * Whether an error says that Redis holds something else than this program writes, so that cleaning
 * helps.
 */
export function isMalformed(error: unknown): boolean {
  if (error instanceof SyntaxError || error instanceof URIError || error instanceof MessageRefused) return true
  return error instanceof Error && /WRONGTYPE|Missing key for job|user_script/.test(error.message)
}

/**
 * Removes from a queue what this program did not write: keys of another type, and jobs that cannot
 * be read. One of them would else fail each command that meets it, and with it all work of the
 * queue.
 * @returns what was removed, counted under {@link countRefused}
 */
export async function cleanQueue(redis: Redis, prefix: string, name: string): Promise<MessageRefused[]> {
  const base = `${prefix}:${name}`
  const refused: MessageRefused[] = []
  const known = Object.entries(types).map(([key, type]) => [`${base}:${key}`, type] as const)
  const wrongKeys = [...known, [keys.turns(prefix, name), 'zset'] as const].map(async ([key, type]) => {
    const found = await redis.type(key)
    if (found === 'none' || found === type) return
    await redis.del(key)
    refused.push(new MessageRefused(key, `it is a ${found}, not a ${type}`))
  })
  await Promise.all(wrongKeys)
  const ids = await idsOf(redis, base)
  // What was in a list that was no list would else count as waiting for ever, so that it could not
  // be added again.
  if (refused.length > 0) await removeUnlisted(redis, base, ids)
  for (const id of ids) {
    const wrong = await readJob(redis, `${base}:${id}`, id)
    if (!wrong) continue
    await removeJob(redis, base, id)
    refused.push(wrong)
  }
  await countRefused(redis, prefix, refused.length)
  return refused
}

async function idsOf(redis: Redis, base: string): Promise<Set<string>> {
  const inLists = await Promise.all(lists.map((list) => redis.lrange(`${base}:${list}`, 0, -1)))
  const inSets = await Promise.all(sortedSets.map((set) => redis.zrange(`${base}:${set}`, '0', '-1')))
  return new Set([...inLists, ...inSets].flat())
}

/**
 * Removes jobs that are in none of the lists, and what keeps others from being added beside them.
 */
async function removeUnlisted(redis: Redis, base: string, listed: ReadonlySet<string>): Promise<void> {
  for await (const found of redis.scanStream({ match: `${base}:*`, count: 1000 })) {
    for (const key of found as string[]) {
      const name = key.slice(base.length + 1)
      if (Object.hasOwn(types, name)) continue
      const id = name.startsWith('de:') ? await redis.get(key) : name.replace(/:(lock|logs)$/, '')
      if (id === null || !listed.has(id)) await redis.del(key)
    }
  }
}

/** Why a job cannot be read; undefined: it can, or ended meanwhile. */
async function readJob(redis: Redis, key: string, id: string): Promise<MessageRefused | undefined> {
  const type = await redis.type(key)
  if (type === 'none') return undefined
  if (type !== 'hash') return new MessageRefused(id, `it is a ${type}, not a hash`)
  const [data, opts] = await redis.hmget(key, 'data', 'opts')
  try {
    parseMessage(id, data ?? '')
    parseJson(id, opts ?? '{}')
    return undefined
  } catch (error) {
    return error instanceof MessageRefused ? error : new MessageRefused(id, String(error))
  }
}

async function removeJob(redis: Redis, base: string, id: string): Promise<void> {
  const remove = redis.multi()
  for (const list of lists) remove.lrem(`${base}:${list}`, 0, id)
  for (const set of sortedSets) remove.zrem(`${base}:${set}`, id)
  remove.srem(`${base}:stalled`, id)
  remove.del(`${base}:${id}`, `${base}:${id}:lock`, `${base}:${id}:logs`)
  await remove.exec()
}

/** Adds to the number of messages that were refused since this Redis began. */
export async function countRefused(redis: Redis, prefix: string, count: number): Promise<void> {
  if (count === 0) return
  const key = keys.refused(prefix)
  if ((await redis.type(key)) !== 'string') await redis.del(key)
  await redis.incrby(key, count)
}

export const readRefused = async (redis: Redis, prefix: string): Promise<number> =>
  Number((await redis.get(keys.refused(prefix)).catch(() => null)) ?? 0) || 0
