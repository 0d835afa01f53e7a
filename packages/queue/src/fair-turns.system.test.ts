import { resolveTargets } from '@kbisect/bisection'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { WorkJob } from './job.ts'
import { aborted, boot, build, gate, until } from './processors.fixture.ts'
import { openQueues, type Queues } from './queues.ts'
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts'
import { taskQueue } from './task-queue.ts'
import { startWorker } from './worker.ts'
import type { RunningWorker } from './worker-options.ts'

let server: RedisServer
let prefix = ''
let count = 0
let queues: Queues
let worker: RunningWorker | undefined
let taken: string[] = []
/** Revisions whose task lasts until its gate opens. */
let gates = new Map<string, ReturnType<typeof gate>>()

beforeAll(async () => {
  server = await startRedisServer()
})

afterAll(() => server?.remove())

beforeEach(() => {
  prefix = `f${++count}`
  taken = []
  gates = new Map()
  queues = openQueues({ redisUrl: server.url, prefix })
})

afterEach(async () => {
  for (const { open } of gates.values()) open()
  await worker?.close()
  await queues.close()
})

function work(bootSlots = 1): void {
  const roles = { build: ['arm64'], boot: ['arm64'] } as const
  worker = startWorker(
    { redisUrl: server.url, prefix, name: 'host', roles, buildSlots: 1, bootSlots },
    async (job, { signal }) => {
      if (!('revision' in job)) return
      taken.push(`${job.bisectionId} ${job.revision}`)
      const held = gates.get(job.revision)
      if (held) await Promise.race([held.opened, aborted(signal)])
    },
    (error) => expect.fail(error.message),
  )
}

const hold = (revision: string) => {
  const held = gate()
  gates.set(revision, held)
  return held
}

/** Enqueues so many tasks of a bisection, of which the first is `r1`. */
async function enqueue(make: (id: string, revision: string) => WorkJob, id: string, tasks: number): Promise<void> {
  for (let at = 1; at <= tasks; at++) await queues.enqueue(make(id, `r${at}`))
}

const kinds = [
  { kind: 'build', make: build },
  { kind: 'boot', make: boot },
] as const

test.each(kinds)(
  'one bisection with 50 waiting $kind tasks does not hold up one that comes later',
  async ({ make }) => {
    const { open } = hold('first')
    work()
    await queues.enqueue(make('big', 'first'))
    await until(() => expect(taken).toEqual(['big first']))
    await enqueue(make, 'big', 50)
    await queues.enqueue(make('small', 'r1'))
    open()
    await until(() => expect(taken).toHaveLength(52))
    // Behind the one that was under way, and one of each bisection that was there before.
    expect(taken.indexOf('small r1')).toBeLessThanOrEqual(2)
    expect(taken.filter((one) => one.startsWith('big'))).toHaveLength(51)
  },
)

test('a bisection that holds one of two slots does not get the other one while others wait', async () => {
  const { open } = hold('flood')
  work(2)
  await queues.enqueue(boot('big', 'flood'))
  await until(() => expect(taken).toEqual(['big flood']))
  const second = hold('r0')
  await queues.enqueue(boot('small', 'r0'))
  await until(() => expect(taken).toHaveLength(2))
  await enqueue(boot, 'big', 20)
  await enqueue(boot, 'small', 5)
  second.open()
  await until(() => expect(taken).toHaveLength(27))
  expect(taken.slice(2, 7)).toEqual([1, 2, 3, 4, 5].map((at) => `small r${at}`))
  open()
})

test('boots that a person asked for go first, also where they waited already', async () => {
  const { open } = hold('first')
  work()
  await queues.enqueue(boot('other', 'first'))
  await until(() => expect(taken).toEqual(['other first']))
  await enqueue(boot, 'other', 3)
  const [target] = resolveTargets({ tree: 'toy', good: 'g', bad: 'b', target: { architecture: 'arm64' } })
  const tasks = taskQueue(queues)
  const ask = async (commit: string, manual: boolean) => {
    const task = { kind: 'boot', revision: { commit }, target, attempt: 1 } as const
    await tasks.enqueue('asked', task, { delaySeconds: 0, avoid: [], manual })
  }
  for (const commit of ['c1', 'c2', 'c3']) await ask(commit, false)
  await ask('c3', true)
  await ask('c4', true)
  open()
  await until(() => expect(taken).toHaveLength(8))
  expect(taken.slice(1, 3)).toEqual(['asked c3', 'asked c4'])
})

test('a task that is put back keeps its place before others of its bisection', async () => {
  hold('r1')
  work()
  await enqueue(boot, 'big', 3)
  await until(() => expect(taken).toEqual(['big r1']))
  await queues.enqueue(boot('small', 'r9'))
  await worker?.close()
  gates.clear()
  taken = []
  work()
  await until(() => expect(taken).toHaveLength(4))
  expect(taken.filter((one) => one.startsWith('big'))).toEqual(['big r1', 'big r2', 'big r3'])
})
