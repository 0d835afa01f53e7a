import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { jobKey, type WorkJob } from './job.ts'
import { boot, build, gate, until } from './processors.fixture.ts'
import { openQueues, type Queues } from './queues.ts'
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts'
import { startWorker } from './worker.ts'
import type { RunningWorker, StartWorkerOptions } from './worker-options.ts'

let server: RedisServer
let prefix = ''
let count = 0
let queues: Queues
let workers: RunningWorker[] = []
/** Which host did which revision, in order. */
let done: string[] = []

beforeAll(async () => {
  server = await startRedisServer()
})

afterAll(() => server?.remove())

beforeEach(() => {
  prefix = `t${++count}`
  done = []
  queues = openQueues({ redisUrl: server.url, prefix })
})

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  workers = []
  await queues.close()
})

const host = (name: string, options: Partial<StartWorkerOptions> = {}, busy: Promise<void> = Promise.resolve()) => {
  const roles = { build: ['arm64'], boot: ['arm64'] } as const
  const defaults = { redisUrl: server.url, prefix, name, buildSlots: 1, bootSlots: 2, lockSeconds: 2, roles }
  const worker = startWorker(
    { ...defaults, ...options },
    async (job) => {
      if ('revision' in job) done.push(`${name} ${job.revision}`)
      await busy
    },
    () => {},
  )
  workers.push(worker)
  return worker
}

const present = (...names: string[]) =>
  until(async () => expect((await queues.workers()).map(({ name }) => name.replace(/-\d+$/, ''))).toEqual(names))

const without = (job: WorkJob, ...avoid: string[]): WorkJob => ({ ...job, avoid })

/** The key of a boot in Redis. */
const jobOf = (revision: string) => `${prefix}:boot-arm64:${jobKey(boot('b1', revision))}`

/** How often a boot was fetched, to be done or to be left to others. */
async function looks(revision: string): Promise<number> {
  const redis = new Redis(server.url)
  const fetched = Number(await redis.hget(jobOf(revision), 'ats'))
  redis.disconnect()
  return fetched
}

test('what failed on one host is done by the other, and what did not by either', async () => {
  host('one')
  host('two')
  await present('one', 'two')
  for (let at = 1; at <= 5; at++) await queues.enqueue(without(boot('b1', `r${at}`), 'one'))
  await queues.enqueue(without(build('b1', 'r6'), 'one'))
  await until(() => expect(done).toHaveLength(6))
  expect(done.toSorted()).toEqual([1, 2, 3, 4, 5, 6].map((at) => `two r${at}`))
})

test('the host that failed does other work meanwhile', async () => {
  const { open, opened } = gate()
  host('one')
  host('two', { bootSlots: 1 }, opened)
  await present('one', 'two')
  const avoiding = (revision: string) => without(boot('b1', revision), 'one')
  await queues.enqueue(avoiding('r1'))
  await until(() => expect(done).toEqual(['two r1']))
  await queues.enqueue(avoiding('r2'))
  await queues.enqueue(boot('b1', 'r3'))
  await until(() => expect(done).toEqual(['two r1', 'one r3']))
  await until(async () => expect(await looks('r2')).toBeGreaterThan(0))
  expect(await queues.pending('b1')).toEqual(expect.arrayContaining([{ job: boot('b1', 'r2'), seconds: undefined }]))
  open()
  await until(() => expect(done).toEqual(['two r1', 'one r3', 'two r2']))
})

test('the host that failed does it itself when the other is busy for too long', async () => {
  const { open, opened } = gate()
  host('one', { patienceSeconds: 3600 })
  host('two', { bootSlots: 1 }, opened)
  await present('one', 'two')
  await queues.enqueue(without(boot('b1', 'r1'), 'one'))
  await until(() => expect(done).toEqual(['two r1']))
  await queues.enqueue(without(boot('b1', 'r2'), 'one'))
  await until(async () => expect(await looks('r2')).toBeGreaterThan(0))
  expect(done).toEqual(['two r1'])
  const redis = new Redis(server.url)
  await redis.hset(jobOf('r2'), 'timestamp', Date.now() - 3_600_000)
  redis.disconnect()
  await until(() => expect(done).toEqual(['two r1', 'one r2']))
  open()
})

test('it is done where it failed when there is no other host any more, or it failed on all', async () => {
  host('one')
  const other = host('two')
  await present('one', 'two')
  await queues.enqueue(without(boot('b1', 'r1'), 'one', 'two'))
  await until(() => expect(done).toHaveLength(1))
  await other.close()
  await queues.enqueue(without(boot('b1', 'r2'), 'one'))
  await until(() => expect(done[1]).toBe('one r2'))
})
