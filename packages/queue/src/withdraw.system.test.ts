import { resolveTargets, type Task, taskKey, WithdrawnError } from '@kbisect/bisection'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { WorkJob } from './job.ts'
import {
  aborted,
  boot,
  build,
  commandsOf,
  drained,
  gate,
  roundTrips,
  signalsHandled,
  until,
} from './processors.fixture.ts'
import { openQueues, type Queues } from './queues.ts'
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts'
import { taskQueue } from './task-queue.ts'
import { startWorker } from './worker.ts'
import type { Processor, RunningWorker, StartWorkerOptions } from './worker-options.ts'

let server: RedisServer
let prefix = ''
let count = 0
let queues: Queues
let workers: RunningWorker[] = []
const errors: Error[] = []

beforeAll(async () => {
  server = await startRedisServer()
})

afterAll(() => server?.remove())

beforeEach(() => {
  prefix = `t${++count}`
  errors.length = 0
  queues = openQueues({ redisUrl: server.url, prefix })
})

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  workers = []
  await queues.close()
})

const hosts = { build: ['arm64' as const], boot: ['arm64' as const] }

const work = (processor: Processor, options: Partial<StartWorkerOptions> = {}): RunningWorker => {
  const defaults = { prefix, buildSlots: 1, bootSlots: 2, lockSeconds: 2, roles: hosts }
  const worker = startWorker({ redisUrl: server.url, ...defaults, ...options }, processor, (error) =>
    errors.push(error),
  )
  workers.push(worker)
  return worker
}

const countsOf = async (name: string) => (await queues.counts())[name]
const empty = { waiting: 0, active: 0, delayed: 0 }
const pendingOf = async (id: string) => (await queues.pending(id)).map(({ job }) => job.revision).sort()

/** When a worker took a build, as Redis has it. */
async function setTaken(revision: string, at: number): Promise<void> {
  const redis = new Redis(server.url)
  const [key = ''] = await redis.keys(`${prefix}:build-arm64:build/*${revision}/*1`)
  await redis.hset(key, 'processedOn', at)
  redis.disconnect()
}

describe('what is pending', () => {
  test('is what waits, what is put off and what runs, of that bisection alone', async () => {
    work((_job, { signal }) => aborted(signal))
    await queues.enqueue(build('b1', 'r1'))
    await until(async () => expect((await countsOf('build-arm64'))?.active).toBe(1))
    await queues.enqueue(build('b1', 'r2'))
    await queues.enqueue(build('b1', 'r3', 'arm'), { delaySeconds: 60 })
    await queues.enqueue({ kind: 'advance', bisectionId: 'b1' })
    await queues.enqueue(build('b2', 'r4'))
    const now = Date.now()
    await setTaken('r1', now - 5000)
    vi.useFakeTimers({ toFake: ['Date'], now })
    const pending = await queues.pending('b1')
    vi.useRealTimers()
    expect(pending).toEqual([
      { job: build('b1', 'r3', 'arm'), seconds: undefined },
      { job: build('b1', 'r1'), seconds: 5 },
      { job: build('b1', 'r2'), seconds: undefined },
    ])
  })

  test('is never negative seconds old, whatever the clock of the host says', async () => {
    work((_job, { signal }) => aborted(signal))
    await queues.enqueue(build('b1', 'r1'))
    await until(async () => expect((await countsOf('build-arm64'))?.active).toBe(1))
    await setTaken('r1', Date.now() + 3_600_000)
    expect((await queues.pending('b1')).map(({ seconds }) => seconds)).toEqual([0])
  })

  test('comes with the keys that the tasks have in the facts', async () => {
    const [target] = resolveTargets({ tree: 'toy', good: 'g', bad: 'b', target: { architecture: 'arm64' } })
    if (!target) throw new Error('no target')
    const tasks: Task[] = [
      { kind: 'build', revision: { commit: 'abc' }, target },
      { kind: 'boot', revision: { commit: 'abc', reverted: 'def' }, target, attempt: 1 },
      { kind: 'boot', revision: { commit: 'abc', patched: 'def' }, target, attempt: 12 },
    ]
    const queue = taskQueue(queues)
    for (const task of tasks) await queue.enqueue('b1', task, { delaySeconds: 0, avoid: [] })
    const pending = await queue.pending('b1')
    expect(new Set(pending.map(({ key }) => key))).toEqual(new Set(tasks.map(taskKey)))
    await queue.withdraw('b1', tasks.slice(1))
    expect((await queue.pending('b1')).map(({ key }) => key)).toEqual(tasks.slice(0, 1).map(taskKey))
  })

  test('is read with two commands for each job, however many others there are', async () => {
    for (let i = 0; i < 600; i++) await queues.enqueue(boot(`b${i % 3}`, `r${i}`))
    const commands = await commandsOf(server.url, async () => {
      expect(await queues.pending('b1')).toHaveLength(200)
    })
    expect(commands.length).toBeLessThanOrEqual(2 * 200 + 5)
  })
})

describe('withdraw', () => {
  test('removes what waits or is put off, and nothing else', async () => {
    await queues.enqueue(build('b1', 'r1'))
    await queues.enqueue(build('b1', 'r2'), { delaySeconds: 60 })
    await queues.enqueue(build('b1', 'r3'))
    await queues.enqueue(build('b2', 'r1'))
    await queues.withdraw([build('b1', 'r1'), build('b1', 'r2'), build('b1', 'never enqueued')])
    expect([await pendingOf('b1'), await pendingOf('b2')]).toEqual([['r3'], ['r1']])
  })

  test('leaves nothing in Redis of a bisection whose jobs were all withdrawn', async () => {
    await queues.enqueue(build('b1', 'r1'))
    await queues.enqueue(build('b1', 'r2'), { delaySeconds: 60 })
    await queues.withdraw([build('b1', 'r1'), build('b1', 'r2')])
    const redis = new Redis(server.url)
    expect((await redis.keys(`${prefix}:*`)).filter((key) => key.includes('b1'))).toEqual([])
    redis.disconnect()
  })

  test('aborts what is active with a reason that says so, at once, and lets the bisection advance', async () => {
    const seen: string[] = []
    work(
      async (job, { signal }) => {
        if (job.kind === 'advance') return void seen.push(`advance ${job.bisectionId}`)
        await aborted(signal)
        seen.push(signal.reason instanceof WithdrawnError ? 'withdrawn' : `${signal.reason}`)
        signal.throwIfAborted()
      },
      // So rarely would the worker find out without the signal.
      { roles: { ...hosts, coordinator: true }, lockSeconds: 3600 },
    )
    await queues.enqueue(boot('b1', 'r1', 1))
    await queues.enqueue(boot('b1', 'r1', 2))
    await until(async () => expect((await countsOf('boot-arm64'))?.active).toBe(2))
    await queues.withdraw([boot('b1', 'r1', 2)])
    await until(() => expect(seen).toEqual(['withdrawn', 'advance b1']))
    expect((await queues.pending('b1')).map(({ job }) => job)).toEqual([boot('b1', 'r1', 1)])
    expect(await countsOf('boot-arm64')).toEqual({ ...empty, active: 1 })
    expect(errors).toEqual([])
  })

  test('is found out by a worker that does not hear the signal', async () => {
    let stopped = false
    work(async (_job, { signal }) => {
      await aborted(signal)
      stopped = true
    })
    await queues.enqueue(build('b1', 'r1'))
    await until(async () => expect((await countsOf('build-arm64'))?.active).toBe(1))
    const redis = new Redis(server.url)
    await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await queues.withdraw([build('b1', 'r1')])
    redis.disconnect()
    await until(() => expect(stopped).toBe(true))
  })

  test('meets every job, also those that become active in that moment', async () => {
    const begun = new Set<string>()
    work(
      async (job, { signal }) => {
        const name = 'revision' in job ? job.revision : ''
        begun.add(name)
        await aborted(signal)
        begun.delete(name)
      },
      // So rarely would the mark be found without looking at once.
      { bootSlots: 4, lockSeconds: 600 },
    )
    for (let i = 0; i < 60; i++) {
      const job = boot('b1', `r${i}`)
      await queues.enqueue(job)
      await roundTrips(queues, i % 7)
      await queues.withdraw([job])
    }
    await until(() => expect(begun.size).toBe(0))
    await until(async () => expect(await countsOf('boot-arm64')).toEqual(empty))
  })

  test('of what has just ended is harmless, and what is enqueued afterwards is done', async () => {
    let runs = 0
    let cut = 0
    work(async (_job, { signal }) => {
      runs++
      await roundTrips(queues, 10)
      if (signal.aborted) cut++
    })
    for (let expected = 1; expected <= 5; expected++) {
      await queues.enqueue(build('b1', 'r1'))
      await until(() => expect(runs).toBe(expected))
      await until(async () => expect(await countsOf('build-arm64')).toEqual(empty))
      await queues.withdraw([build('b1', 'r1')])
    }
    expect({ cut, errors }).toEqual({ cut: 0, errors: [] })
  })

  test('a signal that comes late does not stop the next job of the same name', async () => {
    const { open, opened } = gate()
    const seen: boolean[] = []
    work(async (_job, { signal }) => {
      await opened
      seen.push(signal.aborted)
    })
    await queues.enqueue(build('b1', 'r1'))
    await until(async () => expect((await countsOf('build-arm64'))?.active).toBe(1))
    const redis = new Redis(server.url)
    const late = { say: 'withdraw', jobs: ['build/arm64/b1/r1/t%3A1'] }
    expect(await redis.publish(`${prefix}:signals`, JSON.stringify(late))).toBeGreaterThan(0)
    redis.disconnect()
    await signalsHandled(server.url, prefix, errors)
    await roundTrips(queues, 10)
    open()
    await until(() => expect(seen).toEqual([false]))
  })

  test('what is wanted again while it is still stopping is done in the end', async () => {
    const { open, opened } = gate()
    const seen: string[] = []
    let advances = 0
    const wanted = build('b1', 'r1')
    work(
      async (job, { signal }) => {
        if (job.kind === 'advance') advances++
        // As an advance does that finds the build missing.
        if (job.kind === 'advance' && !seen.includes('built')) await queues.enqueue(wanted)
        if (job.kind !== 'build') return
        if (seen.length > 0) return void seen.push('built')
        seen.push('begun')
        await aborted(signal)
        await opened
        seen.push('stopped')
      },
      { roles: { ...hosts, coordinator: true } },
    )
    await queues.enqueue(wanted)
    await until(() => expect(seen).toEqual(['begun']))
    await queues.withdraw([wanted])
    expect(await pendingOf('b1')).toEqual([])
    await queues.enqueue(wanted)
    await queues.enqueue({ kind: 'advance', bisectionId: 'b1' })
    await until(() => expect(advances).toBe(1))
    await until(async () => expect(await countsOf('coordinate')).toEqual(empty))
    open()
    await until(() => expect(seen).toEqual(['begun', 'stopped', 'built']))
    await until(async () => expect(await countsOf('build-arm64')).toEqual(empty))
  })

  test('a job that was withdrawn is dropped when its worker dies before it stops, and its bisection advances', async () => {
    const seen: string[] = []
    // Takes the job and is never heard of again, as one that was killed.
    const source = await takeAndDie(build('b1', 'r1'))
    await queues.withdraw([build('b1', 'r1')])
    await source.die()
    work(async (job) => void seen.push(job.kind), { roles: { ...hosts, coordinator: true } })
    await until(() => expect(seen).toEqual(['advance']))
    expect(await countsOf('build-arm64')).toEqual(empty)
  })

  test('a worker that closes while a withdrawn job stops does not put it back', async () => {
    const { open, opened } = gate()
    let stops = false
    const worker = work(async (_job, { signal }) => {
      await aborted(signal)
      stops = true
      await opened
    })
    await queues.enqueue(build('b1', 'r1'))
    await until(async () => expect((await countsOf('build-arm64'))?.active).toBe(1))
    await queues.withdraw([build('b1', 'r1')])
    await until(() => expect(stops).toBe(true))
    const closed = worker.close()
    open()
    await closed
    expect(await countsOf('build-arm64')).toEqual(empty)
  })

  test('fails with a name when Redis is away, also when it has never been there', async () => {
    await queues.counts()
    await server.kill()
    try {
      const fresh = openQueues({ redisUrl: server.url, prefix })
      const asked = [queues, fresh].flatMap((some) => [
        some.withdraw([build('b1', 'r1')]),
        some.pending('b1'),
        some.idle('arm64'),
      ])
      for (const answer of await Promise.allSettled(asked)) {
        expect(answer).toMatchObject({ status: 'rejected', reason: { code: 'queue-unavailable' } })
      }
      await fresh.close()
    } finally {
      await server.start()
    }
  })
})

/** A worker that fetches a job and, when told, stops renewing its lock without a word. */
async function takeAndDie(job: WorkJob) {
  const { Worker } = await import('bullmq')
  const connection = new Redis(server.url, { maxRetriesPerRequest: null })
  const worker = new Worker('build-arm64', null, { connection, prefix, autorun: false, lockDuration: 2000 })
  await queues.enqueue(job)
  await until(async () => expect(await worker.getNextJob('dead', { block: false })).toBeDefined())
  return {
    async die() {
      await worker.close(true)
      connection.disconnect()
    },
  }
}

describe('idle slots', () => {
  test('are those of living hosts, less what they do and what waits', async () => {
    expect(await queues.idle('arm64')).toEqual({ build: 0, boot: 0, hosts: [] })
    const gates = new Map(['r1', 'r2', 'r3'].map((name) => [name, gate()]))
    const processor: Processor = async (job) => gates.get('revision' in job ? job.revision : '')?.opened
    const first = work(processor, { name: 'one' })
    work(processor, { name: 'two' })
    await until(async () => expect(await queues.idle('arm64')).toEqual({ build: 2, boot: 4, hosts: ['one', 'two'] }))
    expect(await queues.idle('arm')).toEqual({ build: 0, boot: 0, hosts: [] })
    await queues.enqueue(build('b1', 'r1'))
    // Known at once, whether it waits or was just taken.
    for (let i = 0; i < 20; i++)
      expect(await queues.idle('arm64')).toEqual({ build: 1, boot: 4, hosts: ['one', 'two'] })
    await queues.enqueue(build('b1', 'r2'))
    await queues.enqueue(build('b1', 'r3'))
    expect(await queues.idle('arm64')).toEqual({ build: 0, boot: 4, hosts: ['one', 'two'] })
    for (const { open } of gates.values()) open()
    await until(async () => expect(await queues.idle('arm64')).toEqual({ build: 2, boot: 4, hosts: ['one', 'two'] }))
    await first.close()
    expect(await queues.idle('arm64')).toEqual({ build: 1, boot: 2, hosts: ['two'] })
  })

  test('of a host that boots are its other boot slots, and no build slot', async () => {
    const { open, opened } = gate()
    work(() => opened, { name: 'one' })
    await until(async () => expect(await queues.idle('arm64')).toEqual({ build: 1, boot: 2, hosts: ['one'] }))
    await queues.enqueue(boot('b1', 'r1'))
    await until(async () => expect((await countsOf('boot-arm64'))?.active).toBe(1))
    expect(await queues.idle('arm64')).toEqual({ build: 0, boot: 1, hosts: ['one'] })
    open()
    await until(async () => expect(await queues.idle('arm64')).toEqual({ build: 1, boot: 2, hosts: ['one'] }))
  })

  test('of a host that closes are none', async () => {
    const { open, opened } = gate()
    const worker = work(() => opened)
    await queues.enqueue(boot('b1', 'r1'))
    await until(async () => expect((await countsOf('boot-arm64'))?.active).toBe(1))
    const closed = worker.close()
    await until(async () => {
      expect(await queues.workers()).toMatchObject([{ slots: { build: 0, boot: 0 }, busy: { build: 0, boot: 1 } }])
    })
    open()
    await closed
    expect(await queues.workers()).toEqual([])
  })

  test('that nobody wants for a while are offered to the open bisections, once', async () => {
    const rounds: string[] = []
    work(async (job) => void (job.kind === 'reconcile' && rounds.push(job.name)), {
      roles: { ...hosts, coordinator: true },
    })
    await queues.enqueue(build('b1', 'r1'))
    await until(() => expect(rounds).toEqual(['idle']))
    await drained(queues)
    expect(rounds).toEqual(['idle'])
  })
})
