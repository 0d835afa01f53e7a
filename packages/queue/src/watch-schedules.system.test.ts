import { Queue } from 'bullmq'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Job } from './job.ts'
import { openQueues, type Queues } from './queues.ts'
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts'
import { startWorker } from './worker.ts'
import type { RunningWorker } from './worker-options.ts'

let server: RedisServer
beforeAll(async () => {
  server = await startRedisServer()
})
afterAll(() => server?.remove())

let queues: Queues
let bull: Queue
let worker: RunningWorker | undefined
let count = 0
let prefix = ''

beforeEach(() => {
  prefix = `t${++count}`
  queues = openQueues({ redisUrl: server.url, prefix })
  bull = new Queue('coordinate', { connection: { url: server.url }, prefix })
})

afterEach(async () => {
  await worker?.close()
  worker = undefined
  await queues.close()
  await bull.close()
})

const schedulers = async () =>
  (await bull.getJobSchedulers(0, -1))
    .map(({ key, every, pattern }) => [key, pattern ?? Number(every)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))

test('schedulers follow the watches: added, changed, paused and deleted ones', async () => {
  await queues.followSchedules([
    { id: 'w1', schedule: { everySeconds: 900 }, paused: false },
    { id: 'w2', schedule: { cron: '0 4 * * *' }, paused: false },
    { id: 'w3', schedule: { everySeconds: 60 }, paused: true },
  ])
  expect(await schedulers()).toEqual([
    ['watch/w1', 900_000],
    ['watch/w2', '0 4 * * *'],
  ])
  await queues.followSchedules([{ id: 'w1', schedule: { cron: '30 * * * *' }, paused: false }])
  expect(await schedulers()).toEqual([['watch/w1', '30 * * * *']])
  await queues.followSchedules([])
  expect(await schedulers()).toEqual([])
})

test('a schedule that is as it is wanted keeps its next time', async () => {
  const watches = [{ id: 'w1', schedule: { cron: '0 4 * * *' }, paused: false }]
  await queues.followSchedules(watches)
  const [before] = await bull.getDelayed()
  await queues.followSchedules(watches)
  const after = await bull.getDelayed()
  expect(after.map(({ id }) => id)).toEqual([before?.id])
})

test('a watch is looked at when its time has come, and again after that', async () => {
  const seen: Job[] = []
  worker = startWorker(
    { redisUrl: server.url, prefix, buildSlots: 1, bootSlots: 1, lockSeconds: 2, roles: { coordinator: true } },
    async (job) => {
      seen.push(job)
    },
    () => {},
  )
  // The shortest that BullMQ takes; the API allows no less than a minute.
  await queues.followSchedules([{ id: 'w1', schedule: { everySeconds: 1 }, paused: false }])
  await expect.poll(() => seen.length, { timeout: 60_000 }).toBeGreaterThan(2)
  expect(seen[0]).toEqual({ kind: 'watch', watchId: 'w1' })
})
