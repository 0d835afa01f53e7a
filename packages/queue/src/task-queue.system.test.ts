import { architectures } from '@kbisect/contracts'
import { describeTaskQueue } from '@kbisect/testing/suites'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, vi } from 'vitest'
import { describeWorker } from './describe-worker.ts'
import { aborted } from './processors.fixture.ts'
import { openQueues } from './queues.ts'
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts'
import { taskQueue } from './task-queue.ts'
import { startWorker } from './worker.ts'
import { Heartbeat } from './worker-heartbeat.ts'

/** For what is sure to come. */
const PATIENCE = 120_000

let server: RedisServer
let count = 0

beforeAll(async () => {
  server = await startRedisServer()
})

afterAll(() => server?.remove())

describeTaskQueue('BullMQ', async () => {
  const shared = { redisUrl: server.url, prefix: `q${++count}` }
  const queues = openQueues(shared)
  const redis = new Redis(server.url)
  const roles = { build: architectures, boot: architectures }
  // Says that it is there, and takes nothing.
  const host = { ...shared, roles, buildSlots: 1, bootSlots: 2 }
  const process = { id: 'process-1', lockSeconds: 15 }
  const heartbeat = new Heartbeat(redis, shared.prefix, process, () => describeWorker('host-1-1', host, [], false))
  await vi.waitUntil(() => redis.status === 'ready', PATIENCE)
  await heartbeat.beat()
  const closing: (() => Promise<void>)[] = []
  return {
    queue: taskQueue(queues),
    async begin() {
      const options = { ...host, name: 'host-2', buildSlots: 10, bootSlots: 10 }
      const worker = startWorker(
        options,
        (_job, { signal }) => aborted(signal),
        () => {},
      )
      closing.push(() => worker.close())
      await vi.waitUntil(
        async () => Object.values(await queues.counts()).every(({ waiting }) => waiting === 0),
        PATIENCE,
      )
    },
    end: () => heartbeat.stop(),
    async close() {
      await Promise.all(closing.map((close) => close()))
      await heartbeat.stop()
      await queues.close()
      redis.disconnect()
    },
  }
})
