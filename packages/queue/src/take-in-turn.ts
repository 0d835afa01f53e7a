import { Job as BullJob, type Worker as BullWorker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Payload } from './active-job.ts'
import { BACKGROUND, FIRST, MANUAL, PRIORITY_STEP, WORK } from './enqueue.ts'
import { nextInTurn, type WaitingTask } from './fair-turns.ts'
import { parseWorkKey } from './job.ts'
import { keys } from './queue-names.ts'

/** So many bisections are remembered at a queue, for so long. */
const MOST_TURNS = 1000
const REMEMBERED_SECONDS = 24 * 3600

/** Where tasks wait: a queue of builds or boots, and its Redis. */
export interface TurnQueue {
  readonly redis: Redis
  readonly prefix: string
  readonly source: BullWorker
}

/**
 * Fetches the build or boot whose bisection is next in turn; see {@link nextInTurn}. Workers that
 * fetch at the same moment may decide alike: then each but one of them fetches what came first.
 * @param onError called when a turn could not be stored, which delays nothing
 */
export async function takeInTurn(
  queue: TurnQueue,
  token: string,
  onError: (error: Error) => void,
): Promise<BullJob<Payload> | undefined> {
  const chosen = await putFirst(queue)
  const raw: BullJob<Payload> | undefined = await queue.source.getNextJob(token, { block: false })
  // A job that was fetched must be done, whatever happens here.
  if (raw) await afterTake(queue, raw, chosen).catch(onError)
  return raw
}

/**
 * Puts the task that is next in turn at the head of its queue. Returns it; undefined where at most
 * one waits.
 */
async function putFirst(queue: TurnQueue): Promise<WaitingTask | undefined> {
  const { redis, prefix, source } = queue
  const base = `${prefix}:${source.name}`
  const [ahead, count] = await Promise.all([redis.llen(`${base}:wait`), redis.zcard(`${base}:prioritized`)])
  // What lies in `wait`, such as a job whose worker died, BullMQ takes before all others.
  if (ahead > 0 || count < 2) return undefined
  const [prioritized, active, ring] = await Promise.all([
    redis.zrange(`${base}:prioritized`, '0', '-1', 'WITHSCORES'),
    redis.lrange(`${base}:active`, 0, -1),
    redis.zrange(keys.turns(prefix, source.name), '0', '-1', 'WITHSCORES'),
  ])
  const waiting = inPairs(prioritized).flatMap(([id, score]): WaitingTask[] => {
    const bisectionId = parseWorkKey(id)?.bisectionId
    const priority = Math.floor(score / PRIORITY_STEP)
    const about = { manual: priority === MANUAL, background: priority === BACKGROUND }
    return bisectionId === undefined ? [] : [{ id, bisectionId, ...about }]
  })
  const busy = active.flatMap((id) => parseWorkKey(id)?.bisectionId ?? [])
  const next = nextInTurn(waiting, busy, new Map(inPairs(ring)))
  if (!next) return undefined
  const { task, newcomers } = next
  await noteTurns(queue, newcomers)
  if (task !== waiting[0]) {
    // It may be gone: another worker took it, or it was withdrawn.
    const job = await BullJob.fromId<Payload>(source, task.id)
    await job?.changePriority({ priority: FIRST, lifo: true })
  }
  return task
}

async function afterTake(queue: TurnQueue, raw: BullJob<Payload>, chosen: WaitingTask | undefined): Promise<void> {
  const bisectionId = parseWorkKey(raw.id ?? '')?.bisectionId
  if (bisectionId !== undefined) await noteTurns(queue, [bisectionId])
  // A job that is put back waits as it waited before.
  if (Number(raw.priority) !== FIRST) return
  const known = chosen?.id === raw.id ? chosen : undefined
  await raw.changePriority({ priority: known?.manual ? MANUAL : known?.background ? BACKGROUND : WORK })
}

/** Puts bisections behind all others that wait at a queue, in this order. */
async function noteTurns({ redis, prefix, source }: TurnQueue, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  const key = keys.turns(prefix, source.name)
  const last = Number((await redis.zrange(key, '-1', '-1', 'WITHSCORES'))[1] ?? 0)
  const noted = redis.multi()
  ids.forEach((id, at) => {
    noted.zadd(key, last + 1 + at, id)
  })
  noted.zremrangebyrank(key, 0, -1 - MOST_TURNS)
  noted.expire(key, REMEMBERED_SECONDS)
  await noted.exec()
}

/** Members and scores, as Redis lists them one after the other. */
function inPairs(list: readonly string[]): [string, number][] {
  return list.flatMap((member, at): [string, number][] => (at % 2 === 0 ? [[member, Number(list[at + 1])]] : []))
}
