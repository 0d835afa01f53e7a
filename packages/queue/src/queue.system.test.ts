import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Job } from './job.ts'
import { aborted, boot, build, commandsOf, drained, gate, makeDue, roundTrips, until } from './processors.fixture.ts'
import { keys } from './queue-names.ts'
import { openQueues, type Queues } from './queues.ts'
import { type RedisServer, startRedisServer } from './redis-server.fixture.ts'
import { startWorker } from './worker.ts'
import type { Processor, RunningWorker, StartWorkerOptions } from './worker-options.ts'

let server: RedisServer
let redisUrl = ''

beforeAll(async () => {
  server = await startRedisServer()
  redisUrl = server.url
})

afterAll(() => server?.remove())

let prefix = ''
let count = 0
let queues: Queues
let workers: RunningWorker[] = []
const errors: Error[] = []

beforeEach(() => {
  prefix = `t${++count}`
  errors.length = 0
  queues = openQueues({ redisUrl, prefix })
})

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()))
  workers = []
  await queues.close()
})

const work = (processor: Processor, options: Partial<StartWorkerOptions> = {}): RunningWorker => {
  const defaults = { redisUrl, prefix, buildSlots: 1, bootSlots: 2, lockSeconds: 2, roles: { coordinator: true } }
  const worker = startWorker({ ...defaults, ...options }, processor, (error) => errors.push(error))
  workers.push(worker)
  return worker
}

const advance: Job = { kind: 'advance', bisectionId: 'b1' }

describe('enqueue', () => {
  test('a build that is added twice is done once, also while it is active', async () => {
    const seen: string[] = []
    const { open, opened } = gate()
    await queues.enqueue(build('b1', 'r1'))
    await queues.enqueue(build('b1', 'r1'))
    work(
      async (job) => {
        seen.push(job.kind)
        await opened
      },
      { roles: { build: ['arm64'] } },
    )
    await until(() => expect(seen).toEqual(['build']))
    await queues.enqueue(build('b1', 'r1'))
    open()
    await until(async () =>
      expect((await queues.counts())['build-arm64']).toEqual({ waiting: 0, active: 0, delayed: 0 }),
    )
    expect(seen).toEqual(['build'])
  })

  test('the same build can be asked for again once it has ended, whether it succeeded or failed', async () => {
    let runs = 0
    work(
      async () => {
        if (++runs === 1) throw new Error('the disk is full')
      },
      { roles: { build: ['arm64'] } },
    )
    for (const expected of [1, 2, 3]) {
      await queues.enqueue(build('b1', 'r1'))
      await until(() => expect(runs).toBe(expected))
      await until(async () => expect((await queues.counts())['build-arm64']?.active).toBe(0))
    }
    expect(errors.map((error) => error.message)).toEqual(['the disk is full'])
  })

  test('an advance merges with one that waits', async () => {
    let runs = 0
    for (let i = 0; i < 5; i++) await queues.enqueue(advance)
    work(async () => void runs++)
    await until(() => expect(runs).toBe(1))
    await drained(queues)
    expect(runs).toBe(1)
  })

  test('advances that arrive while one is active lead to exactly one more run afterwards, never beside it', async () => {
    let runs = 0
    let beside = 0
    let most = 0
    let others = 0
    const { open, opened } = gate()
    work(async (job) => {
      if (job.kind !== 'advance' || job.bisectionId !== 'b1') return void others++
      runs++
      most = Math.max(most, ++beside)
      await opened
      beside--
    })
    await queues.enqueue(advance)
    await until(() => expect(runs).toBe(1))
    for (let i = 0; i < 3; i++) await queues.enqueue(advance)
    // A free slot takes what came later: what could be taken before it was.
    await queues.enqueue({ kind: 'advance', bisectionId: 'b2' })
    await until(() => expect(others).toBe(1))
    open()
    await until(() => expect(runs).toBe(2))
    await drained(queues)
    expect({ runs, most }).toEqual({ runs: 2, most: 1 })
  })

  test('no advance is lost when many arrive at any moment: the last one always sees the last fact', async () => {
    let fact = 0
    let seen = 0
    work(async () => {
      const read = fact
      await roundTrips(queues, read % 7)
      seen = Math.max(seen, read)
    })
    for (let round = 0; round < 200; round++) {
      fact++
      await queues.enqueue(advance)
      if (round % 10 === 0) await roundTrips(queues, round % 13)
    }
    await until(() => expect(seen).toBe(200))
  })

  test('an advance for later does not hold up one for now', async () => {
    let runs = 0
    work(async () => void runs++)
    const before = Date.now()
    await queues.enqueue(advance, { delaySeconds: 3600 })
    await queues.enqueue(advance)
    const coordinate = async () => (await queues.counts()).coordinate
    await until(async () => expect(await coordinate()).toEqual({ waiting: 0, active: 0, delayed: 1 }))
    expect(runs).toBe(1)
    const [id = ''] = await makeDue(redisUrl, prefix, 'coordinate')
    await drained(queues)
    expect(runs).toBe(2)
    expect(Number(id.split('/')[1]) * 1000).toBeGreaterThanOrEqual(before + 3_600_000)
  })

  test('a delivery can put itself off from within', async () => {
    let tries = 0
    work(async (job) => {
      if (++tries === 1) await queues.enqueue(job, { delaySeconds: 1 })
    })
    await queues.enqueue({ kind: 'deliver', deliveryId: 'd1' })
    await until(() => expect(tries).toBe(2))
  })

  test('a delayed build is not overtaken by its like', async () => {
    const seen: string[] = []
    work(async (job) => void ('revision' in job && seen.push(job.revision)), { roles: { build: ['arm64'] } })
    await queues.enqueue(build('b1', 'r1'), { delaySeconds: 3600 })
    await queues.enqueue(build('b1', 'r1'))
    await queues.enqueue(build('b1', 'r2'))
    const builds = async () => (await queues.counts())['build-arm64']
    await until(async () => expect(await builds()).toEqual({ waiting: 0, active: 0, delayed: 1 }))
    expect(seen).toEqual(['r2'])
    await makeDue(redisUrl, prefix, 'build-arm64')
    await until(async () => expect(await builds()).toEqual({ waiting: 0, active: 0, delayed: 0 }))
    expect(seen).toEqual(['r2', 'r1'])
  })

  test('the bisection advances after each of its builds has left the queue', async () => {
    const seen: string[] = []
    work(
      async (job) => {
        seen.push(job.kind)
        // As an advance does that finds the build missing: it must not be swallowed by the one that
        // just ended.
        if (job.kind === 'advance' && seen.length < 6) await queues.enqueue(build('b1', 'r1'))
      },
      { roles: { coordinator: true, build: ['arm64'] } },
    )
    await queues.enqueue(build('b1', 'r1'))
    await until(() => expect(seen).toEqual(['build', 'advance', 'build', 'advance', 'build', 'advance']))
  })
})

describe('slots', () => {
  test('a host with one build slot holds one build over all its architectures, another host takes the next', async () => {
    const active: string[] = []
    const busy: Processor = async (job, { signal, worker }) => {
      active.push(`${worker.split('-')[0]} ${'revision' in job ? job.revision : ''}`)
      if (job.kind === 'build') await aborted(signal)
    }
    work(busy, { name: 'one', roles: { build: ['arm', 'arm64', 'x86_64'], boot: ['arm64'] } })
    await queues.enqueue(build('b1', 'r1', 'arm'))
    await until(() => expect(active).toEqual(['one r1']))
    await queues.enqueue(build('b1', 'r2', 'arm64'))
    // The host looks for both once it hears of the boot.
    await queues.enqueue(boot('b1', 'r3'))
    await until(() => expect(active).toEqual(['one r1', 'one r3']))
    expect((await queues.counts())['build-arm64']).toEqual({ waiting: 1, active: 0, delayed: 0 })
    work(busy, { name: 'two', roles: { build: ['arm', 'arm64', 'x86_64'] } })
    await until(() => expect(active).toEqual(['one r1', 'one r3', 'two r2']))
  })

  test('a host takes only what it can do', async () => {
    const seen: string[] = []
    work(async (job) => void ('architecture' in job && seen.push(job.architecture)), { roles: { boot: ['arm'] } })
    for (const architecture of ['x86_64', 'arm64', 'arm'] as const) {
      await queues.enqueue({ kind: 'boot', bisectionId: 'b', revision: 'r', target: 't', architecture, attempt: 1 })
    }
    await until(() => expect(seen).toEqual(['arm']))
    const counts = await queues.counts()
    expect([counts['boot-x86_64']?.waiting, counts['boot-arm64']?.waiting]).toEqual([1, 1])
  })
})

describe('cancel', () => {
  test('removes what waits and aborts what is active, of that bisection alone', async () => {
    const seen: string[] = []
    work(
      async (job, { signal }) => {
        const revision = 'revision' in job ? job.revision : job.kind
        seen.push(revision)
        if (revision === 'r1') await aborted(signal)
        if (signal.aborted) seen.push(`${revision} aborted`)
      },
      { roles: { build: ['arm64'] } },
    )
    await queues.enqueue(build('b1', 'r1'))
    await until(() => expect(seen).toEqual(['r1']))
    await queues.enqueue(build('b1', 'r2'))
    await queues.enqueue(build('b1', 'r3'), { delaySeconds: 3600 })
    await queues.enqueue(build('b2', 'r4'))
    await queues.cancel('b1')
    await until(async () =>
      expect((await queues.counts())['build-arm64']).toEqual({ waiting: 0, active: 0, delayed: 0 }),
    )
    expect(seen).toEqual(['r1', 'r1 aborted', 'r4'])
  })

  test('a worker that does not hear the signal finds out all the same', async () => {
    let stopped = false
    work(
      async (_job, { signal }) => {
        await aborted(signal)
        stopped = true
      },
      { roles: { build: ['arm64'] } },
    )
    await queues.enqueue(build('b1', 'r1'))
    await until(async () => expect((await queues.counts())['build-arm64']?.active).toBe(1))
    const redis = new Redis(redisUrl)
    await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
    await queues.cancel('b1')
    redis.disconnect()
    await until(() => expect(stopped).toBe(true))
  })

  test('what is enqueued after it is done', async () => {
    const seen: string[] = []
    await queues.enqueue(build('b1', 'r1'))
    await queues.cancel('b1')
    await queues.enqueue(build('b1', 'r1'))
    work(async (_job, { signal }) => void seen.push(signal.aborted ? 'aborted' : 'done'), {
      roles: { build: ['arm64'] },
    })
    await until(() => expect(seen).toEqual(['done']))
  })
})

describe('death', () => {
  test('the job of a worker killed with SIGKILL is taken over once its lock has run out', async () => {
    execFileSync('npx', ['tsc', '-b', fileURLToPath(new URL('..', import.meta.url))], { stdio: 'inherit' })
    const room = new URL('../dist/index.js', import.meta.url).href
    const program = `
      const { startWorker } = await import(${JSON.stringify(room)})
      const options = { redisUrl: '${redisUrl}', prefix: '${prefix}', roles: { build: ['arm64'] }, buildSlots: 1, bootSlots: 1, lockSeconds: 2 }
      startWorker(options, () => { console.log('taken'); return new Promise(() => {}) }, console.error)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await queues.enqueue(build('b1', 'r1'))
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    const redis = new Redis(redisUrl)
    const [lock = ''] = await redis.keys(`${prefix}:build-arm64:*:lock`)
    expect(await redis.pttl(lock)).toBeLessThanOrEqual(2000)
    redis.disconnect()
    const deaths: number[] = []
    work(async (_job, context) => void deaths.push(context.deaths), { roles: { build: ['arm64'] } })
    await until(() => expect(deaths).toEqual([1]))
  })

  test('a worker that closes puts an unfinished build back', async () => {
    let runs = 0
    const roles = { build: ['arm64' as const] }
    const first = work(
      async (_job, { signal }) => {
        runs++
        await aborted(signal)
      },
      { roles },
    )
    await queues.enqueue(build('b1', 'r1'))
    await until(() => expect(runs).toBe(1))
    await first.close()
    expect((await queues.counts())['build-arm64']).toEqual({ waiting: 1, active: 0, delayed: 0 })
    work(async () => void runs++, { roles })
    await until(() => expect(runs).toBe(2))
  })

  test('when Redis dies and comes back, work resumes, with few errors told', async () => {
    let runs = 0
    work(async () => void runs++)
    await queues.enqueue(advance)
    await until(() => expect(runs).toBe(1))
    await server.kill()
    await expect(queues.enqueue(advance)).rejects.toMatchObject({ code: 'queue-unavailable' })
    await server.refuse(12)
    await server.start()
    await until(() => queues.enqueue(advance))
    await until(() => expect(runs).toBeGreaterThan(1))
    expect(errors.length).toBeLessThan(5)
  })

  test.each([1, 2])('a build during which Redis was away is not begun twice in a worker of %i slots', async (slots) => {
    let runs = 0
    const { open, opened } = gate()
    work(
      async () => {
        runs++
        await opened
      },
      { roles: { build: ['arm64'] }, buildSlots: slots },
    )
    await queues.enqueue(build('b1', 'r1'))
    await until(() => expect(runs).toBe(1))
    await server.kill()
    await server.start()
    // As it is when Redis was away for longer than the lock lasts.
    const redis = new Redis(redisUrl)
    const job = (await redis.keys(`${prefix}:build-arm64:build/*r1/*1`))[0] ?? ''
    await redis.del(`${job}:lock`)
    const fetchedOrWaits = async () =>
      slots === 1 ? (await redis.llen(`${prefix}:build-arm64:wait`)) + 1 : Number(await redis.hget(job, 'ats'))
    await until(async () => expect(await fetchedOrWaits()).toBe(2))
    redis.disconnect()
    expect(runs).toBe(1)
    open()
    await until(async () =>
      expect((await queues.counts())['build-arm64']).toEqual({ waiting: 0, active: 0, delayed: 0 }),
    )
    expect(runs).toBe(1)
  })
})

test('of several coordinators one reconciles in each period, also after Redis lost everything', async () => {
  const seen: string[] = []
  const coordinators = ['one', 'two'].map((name) =>
    work(async (job) => void (job.kind === 'reconcile' && seen.push(job.name)), { name }),
  )
  const hour = 3600
  const lease = keys.lease(prefix, 'open-bisections')
  const redis = new Redis(redisUrl)
  // The clock of the periods, and of nothing else.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  for (const coordinator of coordinators) coordinator.every(hour, 'open-bisections')
  await until(() => expect(seen.length).toBeGreaterThan(0))
  await drained(queues)
  for (const forget of ['del', 'flushall', 'del'] as const) {
    // It is over when the next period begins, also for a clock that is a little ahead.
    const left = await redis.pttl(lease)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(0.9 * hour * 1000)
    if (forget === 'del') await redis.del(lease)
    else await redis.flushall()
    seen.length = 0
    const asked = await commandsOf(redisUrl, async () => {
      vi.advanceTimersByTime(hour * 1000)
      await until(() => expect(seen).toEqual(['open-bisections']))
      await drained(queues)
    })
    expect(asked.filter(([command, key]) => command === 'set' && key === lease)).toHaveLength(2)
    expect(seen).toEqual(['open-bisections'])
  }
  redis.disconnect()
})

test('living workers are listed with what they do, and are gone when they close', async () => {
  const worker = work(async (_job, { signal }) => aborted(signal), {
    name: 'box',
    roles: { build: ['arm64'], boot: ['arm'] },
    toolchains: ['gcc 12.2.0 (arm64)'],
  })
  await queues.enqueue(build('b1', 'r1'))
  await until(async () => {
    expect(await queues.workers()).toEqual([
      {
        name: worker.name,
        roles: ['build', 'boot'],
        build: ['arm64'],
        boot: ['arm'],
        toolchains: ['gcc 12.2.0 (arm64)'],
        jobs: ['build r1 arm64'],
        slots: { build: 1, boot: 2 },
        busy: { build: 1, boot: 0 },
        seenAt: expect.any(String),
      },
    ])
  })
  await worker.close()
  expect(await queues.workers()).toEqual([])
})

test('what a worker of an older version does not say of itself is taken as nothing', async () => {
  const redis = new Redis(redisUrl)
  const said = { name: 'old-1', roles: ['build'], build: ['arm64'], boot: [], jobs: [], seenAt: '2026-01-01T00:00:00Z' }
  await redis
    .multi()
    .sadd(keys.workers(prefix), said.name)
    .set(keys.presence(prefix, said.name), JSON.stringify(said))
    .exec()
  redis.disconnect()
  const none = { build: 0, boot: 0 }
  expect(await queues.workers()).toEqual([{ ...said, toolchains: [], slots: none, busy: none }])
})

test('a worker that starts before Redis waits for it', async () => {
  await server.kill()
  let runs = 0
  work(async () => void runs++)
  await server.refuse(3)
  await server.start()
  await queues.enqueue(advance)
  await until(() => expect(runs).toBe(1))
})

describe('advances', () => {
  test('that are news go before those that are routine', async () => {
    const seen: string[] = []
    for (const bisectionId of ['r1', 'r2', 'r3']) await queues.enqueue({ kind: 'advance', bisectionId, routine: true })
    await queues.enqueue({ kind: 'advance', bisectionId: 'r2', routine: true })
    await queues.enqueue({ kind: 'advance', bisectionId: 'n1' })
    await queues.enqueue({ kind: 'advance', bisectionId: 'r3' })
    expect(await queues.counts()).toMatchObject({ coordinate: { waiting: 5 } })
    work(async (job) => {
      if (job.kind === 'advance') seen.push(`${job.bisectionId}${job.routine ? ' routine' : ''}`)
    })
    await until(() => expect(seen).toEqual(['n1', 'r3', 'r1 routine', 'r2 routine', 'r3 routine']))
  })

  test('of one bisection are read from its own jobs, however many others wait', async () => {
    await queues.enqueue(build('mine', 'r1'))
    await queues.enqueue(build('mine', 'r2'), { delaySeconds: 60 })
    for (let at = 0; at < 50; at++) await queues.enqueue(build(`other-${at}`, 'r1'))
    const commands = await commandsOf(redisUrl, async () => {
      expect((await queues.pending('mine')).map(({ job }) => job.revision).sort()).toEqual(['r1', 'r2'])
    })
    // The list of its jobs, two commands for each of them, and the pings of both sides.
    expect(commands.length).toBeLessThan(10)
    expect((await queues.snapshot()).pending.size).toBe(51)
    await queues.cancel('mine')
    expect((await queues.snapshot()).pending.size).toBe(50)
  })
})
