import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Job, jobKey } from './job.ts'
import { build, until } from './processors.fixture.ts'
import { keys } from './queue-names.ts'
import { openQueues, type Queues } from './queues.ts'
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts'
import { startWorker } from './worker.ts'
import type { RunningWorker } from './worker-options.ts'

let server: RedisServer
let redis: Redis
let prefix = ''
let count = 0
let queues: Queues
let worker: RunningWorker | undefined
let errors: Error[] = []
let done: string[] = []

beforeAll(async () => {
  server = await startRedisServer()
  redis = new Redis(server.url)
})

afterAll(async () => {
  redis?.disconnect()
  await server?.remove()
})

beforeEach(() => {
  prefix = `m${++count}`
  errors = []
  done = []
  queues = openQueues({ redisUrl: server.url, prefix, onError: (error) => errors.push(error) })
})

afterEach(async () => {
  await worker?.close()
  worker = undefined
  await queues.close()
})

function work(): void {
  const roles = { coordinator: true, build: ['arm64'] } as const
  worker = startWorker(
    { redisUrl: server.url, prefix, name: 'host', roles, buildSlots: 1, bootSlots: 1, lockSeconds: 2 },
    async (job) => void done.push(jobKey(job)),
    (error) => errors.push(error),
  )
}

const base = () => `${prefix}:build-arm64`
const good = build('b1', 'good')

/** A job as another program may leave it at the head of a queue. */
async function put(id: string, data: string, opts = '{}'): Promise<void> {
  await redis.hset(`${base()}:${id}`, { name: 'build', data, opts, timestamp: '1', delay: '0', priority: '0' })
  await redis.rpush(`${base()}:wait`, id)
}

const refusedIds = () => errors.filter(({ name }) => name === 'MessageRefused').map(({ message }) => message)

const { kind: _kind, ...noKind } = good
const messages: readonly (readonly [string, string])[] = [
  ['no JSON', '{"kind":'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[1, 2]'],
  ['a number', '7'],
  ['an object without a kind', JSON.stringify(noKind)],
  ['a kind that is not known', JSON.stringify({ ...good, kind: 'reboot' })],
  ['a kind that every object has', JSON.stringify({ ...good, kind: 'constructor' })],
  ['an id that is no text', JSON.stringify({ ...good, bisectionId: 7 })],
  ['an architecture that is not known', JSON.stringify({ ...good, architecture: 'z80' })],
  ['hosts that are no list', JSON.stringify({ ...good, avoid: 'host' })],
  ['a boot without an attempt', JSON.stringify({ ...good, kind: 'boot' })],
  ['another version', JSON.stringify({ ...good, version: 2 })],
  ['a reminder of nothing', JSON.stringify({ kind: 'remind' })],
]

test.each(messages)('a worker refuses %s, says which, and does what lies behind it', async (_what, data) => {
  await put('the-odd-one', data)
  await queues.enqueue(good)
  work()
  await until(() => expect(done.filter((key) => key === jobKey(good))).toHaveLength(1))
  await until(() => expect(refusedIds()).toEqual([expect.stringContaining('the-odd-one')]))
  await until(async () => expect(await queues.refused()).toBe(1))
  expect(await redis.keys(`${base()}:the-odd-one*`)).toEqual([])
  expect(await queues.counts()).toMatchObject({ 'build-arm64': { waiting: 0, active: 0, delayed: 0 } })
})

test('a worker refuses options that are no JSON', async () => {
  await put('the-odd-one', JSON.stringify(good), '{{')
  await queues.enqueue(good)
  work()
  await until(() => expect(done.filter((key) => key === jobKey(good))).toHaveLength(1))
  await until(() => expect(refusedIds()).toEqual([expect.stringContaining('the-odd-one')]))
})

test('a worker refuses a job whose key is of another type', async () => {
  await redis.set(`${base()}:the-odd-one`, 'text')
  await redis.rpush(`${base()}:wait`, 'the-odd-one')
  await queues.enqueue(good)
  work()
  await until(() => expect(done.filter((key) => key === jobKey(good))).toHaveLength(1))
  await until(() => expect(refusedIds()).toEqual([expect.stringContaining('the-odd-one')]))
})

test.each(['wait', 'active', 'delayed', 'prioritized', 'stalled', 'meta', 'events', 'marker', 'id'])(
  'a worker does what comes to a queue whose key %s was of another type',
  async (key) => {
    await redis.del(`${base()}:${key}`)
    if (key === 'wait' || key === 'active') await redis.set(`${base()}:${key}`, 'text')
    else await redis.rpush(`${base()}:${key}`, 'text')
    work()
    // The coordinator asks again for what was lost with the key.
    await until(async () => {
      await queues.enqueue(good)
      expect(done).toContain(jobKey(good))
    })
  },
)

test('a worker does what waits where the turns of a queue were of another type', async () => {
  await redis.set(keys.turns(prefix, 'build-arm64'), 'text')
  const both = [build('b1', 'r1'), build('b2', 'r2')]
  for (const job of both) await queues.enqueue(job)
  work()
  await until(() => expect(done.filter((key) => both.map(jobKey).includes(key))).toHaveLength(2))
  expect(await redis.type(keys.turns(prefix, 'build-arm64'))).toBe('zset')
})

test('reading the queue leaves out an id and an active job that are not ours', async () => {
  const parsed: Job = build('b1', 'r1')
  await queues.enqueue(parsed)
  await redis.rpush(`${base()}:wait`, 'build/%E0%A4%A/x')
  await redis.hset(`${base()}:odd`, { name: 'build', data: '{', opts: '{}' })
  await redis.lpush(`${base()}:active`, 'odd')
  await redis.sadd(keys.tasks(prefix, 'b1'), 'build/%E0%A4%A/x', 'odd')
  expect((await queues.pending('b1')).map(({ job }) => job)).toEqual([parsed])
  expect((await queues.snapshot()).pending).toEqual(new Set(['b1']))
  expect(await queues.idle('arm64')).toMatchObject({ build: 0, boot: 0 })
  await queues.cancel('b1')
  expect(await queues.pending('b1')).toEqual([])
})

test.each(['{', '[]', '{"say":"shout"}', '{"say":"withdraw","jobs":7}', 'null'])(
  'a worker goes on after the signal %s',
  async (text) => {
    work()
    await until(async () => expect(await redis.publish(keys.signals(prefix), text)).toBe(1))
    await until(() => expect(refusedIds()).toHaveLength(1))
    await queues.enqueue(good)
    await until(() => expect(done.filter((key) => key === jobKey(good))).toHaveLength(1))
  },
)

test.each(['{', '7', 'null', '{"name":"x"}', '{"name":7,"build":"arm64"}'])(
  'the list of workers leaves out one that says %s',
  async (text) => {
    work()
    await redis.sadd(keys.workers(prefix), 'odd')
    await redis.set(keys.presence(prefix, 'odd'), text)
    await until(async () => expect((await queues.workers()).map(({ name }) => name)).toEqual([worker?.name]))
  },
)

test('the list of workers comes back when its key was of another type', async () => {
  await redis.set(keys.workers(prefix), 'text')
  expect(await queues.workers()).toEqual([])
  work()
  await until(async () => expect(await queues.workers()).toHaveLength(1))
})
