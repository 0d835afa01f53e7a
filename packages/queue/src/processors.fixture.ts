import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { expect, vi } from 'vitest'
import type { WorkJob } from './job.ts'
import { keys } from './queue-names.ts'
import type { Queues } from './queues.ts'

/** Waits for what is sure to come. The limit is there for a program that is wrong. */
export const until = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 120_000, interval: 20 })

/** Waits until no job waits, is delayed or runs, so that nothing can be done any more. */
export const drained = (queues: Queues) =>
  until(async () => {
    const counts = Object.values(await queues.counts())
    expect(counts.filter(({ waiting, active, delayed }) => waiting + active + delayed > 0)).toEqual([])
  })

/** Lets so many answers of Redis pass, to put what runs beside it into another order. */
export async function roundTrips(queues: Queues, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await queues.ping()
}

/** The time of all delayed jobs of a queue has come. Returns their ids. */
export async function makeDue(redisUrl: string, prefix: string, name: string): Promise<string[]> {
  const queue = new Queue(name, { connection: { url: redisUrl }, prefix })
  const delayed = await queue.getDelayed()
  for (const job of delayed) await job.promote()
  await queue.close()
  return delayed.map(({ id = '' }) => id)
}

/**
 * Waits until a worker has handled all signals that were sent before. It handles them in order, and
 * refuses this one.
 */
export async function signalsHandled(redisUrl: string, prefix: string, errors: readonly Error[]): Promise<void> {
  const refused = () => errors.filter(({ name }) => name === 'MessageRefused').length
  const before = refused()
  const redis = new Redis(redisUrl)
  await until(async () => expect(await redis.publish(keys.signals(prefix), '{')).toBeGreaterThan(0))
  redis.disconnect()
  await until(() => expect(refused()).toBeGreaterThan(before))
}

/** Returns the commands that a Redis is sent while `use` runs, each as its words. */
export async function commandsOf(redisUrl: string, use: () => Promise<void>): Promise<string[][]> {
  const redis = new Redis(redisUrl)
  const monitor = await redis.monitor()
  const commands: string[][] = []
  monitor.on('monitor', (_time: string, words: string[]) => commands.push(words))
  await use()
  await redis.echo('the end')
  await until(() => expect(commands.at(-1)).toEqual(['echo', 'the end']))
  monitor.disconnect()
  redis.disconnect()
  return commands.slice(0, -1)
}

export const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })

/** A job that is done when the test says so. */
export function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open: () => open(), opened }
}

export const build = (
  bisectionId: string,
  revision: string,
  architecture: 'arm' | 'arm64' | 'x86_64' = 'arm64',
): WorkJob => ({ kind: 'build', bisectionId, revision, target: 't:1', architecture })

export const boot = (bisectionId: string, revision: string, attempt = 1): WorkJob => ({
  kind: 'boot',
  bisectionId,
  revision,
  target: 't:1',
  architecture: 'arm64',
  attempt,
})
