import { hashOf } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import { WithdrawnError } from '../model/errors.ts'
import { type Task, taskKey } from '../model/facts.ts'
import { failing, panic } from '../plan/simulated-hosts.fixture.ts'
import { cancelBisection } from '../usecases/control-bisection.ts'
import { addCoordinatorDeath } from '../usecases/pause-bisection.ts'
import { openUseCases } from '../usecases/use-cases.fixture.ts'

/** A bisection whose bad revision is to be built, or was built and is to be booted. */
async function before(kind: 'build' | 'boot') {
  const cases = openUseCases()
  const { id } = await cases.start()
  await cases.advance(id)
  if (kind === 'boot') {
    await cases.performNext(id)
    await cases.advance(id)
  }
  const [first] = cases.queue.tasks.values()
  if (first?.task.kind !== kind) throw new Error(`the first task is no ${kind}`)
  cases.queue.advances.length = 0
  return { ...cases, id, task: first.task }
}

describe('a build', () => {
  it('is stored with its artifacts, told, and followed by an advance', async () => {
    const { id, task, perform, store, queue, eventsOf } = await before('build')
    await perform(id, task)
    const [build] = (await store.facts(id)).builds
    expect(build).toMatchObject({ revision: { commit: hashOf('bad') }, result: 'built', worker: 'host-1' })
    expect(build?.artifacts.map(({ name }) => name)).toEqual(['image', 'config'])
    expect(eventsOf('build-finished')[0]?.message).toMatch(/^[0-9a-f]{12} for arm64 built \(1 s\)\.$/)
    expect(queue.advances).toEqual([id])
  })

  it('that is known already is neither done nor told again', async () => {
    const { id, task, perform, hosts, store } = await before('build')
    await perform(id, task)
    const events = store.events.length
    hosts.build = async () => {
      throw new Error('built twice')
    }
    await perform(id, task)
    expect(store.events).toHaveLength(events)
    expect((await store.facts(id)).infrastructureErrors.size).toBe(0)
  })
})

describe('a boot', () => {
  it('is stored with its console, told, and followed by an advance', async () => {
    const { id, task, perform, store, queue, eventsOf } = await before('boot')
    await perform(id, task)
    const [run] = (await store.facts(id)).runs
    expect(run).toMatchObject({ attempt: 1, result: failing(panic), log: expect.any(String), logBytes: 11 })
    expect(eventsOf('run-finished')[0]?.message).toMatch(/run 1: panic in cma_init \(1\.0 s\)\.$/)
    expect(queue.advances).toEqual([id])
  })

  it('whose image is lost is noted as a fault, and the image is built again', async () => {
    const { id, task, perform, ports, store, advance, queue } = await before('boot')
    ports.artifacts.clear()
    await perform(id, task)
    const { builds, runs, infrastructureErrors } = await store.facts(id)
    expect([builds, runs, infrastructureErrors.size]).toEqual([[], [], 1])
    queue.clear()
    await advance(id)
    expect([...queue.tasks.values()].map((entry) => entry.task.kind)).toEqual(['build'])
  })

  it('whose image is missing on this host alone does not take the build from the others', async () => {
    const { id, task, perform, ports, store } = await before('boot')
    ports.artifacts.clear()
    ports.artifacts.id = 'another place'
    await perform(id, task)
    const { builds, infrastructureErrors } = await store.facts(id)
    expect(builds).toHaveLength(1)
    expect(infrastructureErrors.get(taskKey(task))).toMatchObject([
      { code: 'artifact-store-differs', message: expect.stringContaining('another place') },
    ])
    ports.artifacts.id = undefined
    await perform(id, task)
    expect((await store.facts(id)).builds).toHaveLength(1)
  })

  it('that showed a fault of the emulator is noted as such and never as a run', async () => {
    const { id, task, perform, hosts, store } = await before('boot')
    hosts.boot = async () => ({ kind: 'infrastructure', reason: 'somebody killed the emulator' })
    await perform(id, task)
    const { runs, infrastructureErrors } = await store.facts(id)
    expect(runs).toEqual([])
    expect([...infrastructureErrors.values()]).toMatchObject([[{ message: 'somebody killed the emulator' }]])
  })

  it('of a build that is gone leaves it to the next advance', async () => {
    const { id, task, perform, store, queue } = await before('boot')
    store.facts = async () => ({ builds: [], runs: [], infrastructureErrors: new Map(), overrides: [], reruns: [] })
    await perform(id, task)
    expect(queue.advances).toEqual([id])
  })
})

describe('what a host throws', () => {
  it.each(['build', 'boot'] as const)('during a %s becomes a fault with its code and hint', async (kind) => {
    const { id, task, perform, hosts, store, queue, eventsOf } = await before(kind)
    const fault = Object.assign(new Error('no space left'), { code: 'disk-full', hint: 'free some' })
    const broken = () => Promise.reject(fault)
    Object.assign(hosts, { [kind]: broken })
    await perform(id, task)
    const { builds, runs, infrastructureErrors } = await store.facts(id)
    expect([builds.length, runs.length]).toEqual(kind === 'build' ? [0, 0] : [1, 0])
    expect([...infrastructureErrors.values()]).toEqual([
      [{ code: 'disk-full', message: 'no space left Hint: free some.', worker: 'host-1' }],
    ])
    expect(eventsOf('infrastructure-error')).toEqual([
      expect.objectContaining({
        message: 'host-1: no space left Hint: free some.',
        data: expect.objectContaining({ commit: hashOf('bad'), target: 'arm64', code: 'disk-full' }),
      }),
    ])
    expect(queue.advances).toEqual([id])
    expect(store.working(id)).toEqual([])
  })

  it('never makes a verdict: the culprit is right although every task fails once before it works', async () => {
    const { start, runToEnd, hosts, eventsOf } = openUseCases()
    const failed = new Set<string>()
    const { build, boot } = hosts
    const failOnce = (what: string) => {
      if (failed.has(what)) return
      failed.add(what)
      throw new Error('not now')
    }
    hosts.build = async (task) => {
      failOnce(`build ${task.source}`)
      await build(task)
    }
    hosts.boot = async (task) => {
      failOnce(`boot ${task.source}`)
      return await boot(task)
    }
    const { id } = await start()
    expect(await runToEnd(id)).toMatchObject({ result: { label: 'confirmed', culprit: { hash: hashOf('c3') } } })
    expect(eventsOf('infrastructure-error')).toHaveLength(failed.size)
  })
})

describe('a task at which its worker died', () => {
  const dies = new Error('SIGKILL')

  /** The worker dies while it does the task; its successors are processes of their own. */
  async function afterDeath(kind: 'build' | 'boot') {
    const cases = await before(kind)
    let process = 0
    const die = async () => {
      const dead = cases.ports.process
      cases.store.endWork = async () => {
        throw dies
      }
      cases.ports.queue.dead.add(dead)
      cases.ports.process = `successor-${++process}`
      throw dies
    }
    Object.assign(cases.hosts, { [kind]: die })
    const performDying = async () => {
      // A process that is dead stores nothing.
      Object.assign(cases.store, { addInfrastructureError: async () => {}, addEvent: async () => {} })
      await expect(cases.perform(cases.id, cases.task)).rejects.toBe(dies)
      // What was put over the methods of the store is taken off.
      for (const method of ['endWork', 'addInfrastructureError', 'addEvent'])
        Reflect.deleteProperty(cases.store, method)
    }
    return { ...cases, performDying }
  }

  it.each(['build', 'boot'] as const)(
    'that is a %s gets an infrastructure error and is left to the plan',
    async (kind) => {
      const { id, task, hosts, perform, performDying, store, queue, eventsOf } = await afterDeath(kind)
      await performDying()
      hosts[kind] = async () => {
        throw new Error('done in spite of the death')
      }
      await perform(id, task)
      const doing = kind === 'build' ? 'building' : 'booting'
      const said = expect.stringContaining(`while it was ${doing} ${hashOf('bad').slice(0, 12)} for arm64`)
      expect((await store.facts(id)).infrastructureErrors.get(taskKey(task))).toEqual([
        { code: 'worker-died', message: said, worker: 'host-1' },
      ])
      expect(eventsOf('infrastructure-error')).toMatchObject([{ message: said, data: { code: 'worker-died' } }])
      expect(queue.advances).toEqual([id])
      expect(store.working(id)).toEqual([])
    },
  )

  it('pauses the bisection with the fifth death, which names commit, target, task and hosts', async () => {
    const { id, task, hosts, perform, performDying, record, advance, queue } = await afterDeath('build')
    for (let death = 1; death <= 5; death++) {
      queue.clear()
      hosts.name = `host-${death}`
      await performDying()
      expect((await record(id)).state).toBe('running')
      await perform(id, task)
      await advance(id)
    }
    expect(await record(id)).toMatchObject({
      state: 'paused',
      pauseReason: expect.stringMatching(
        /^Building [0-9a-f]{12} for arm64 failed 5 times .*, on host-1, host-2, host-3, host-4, host-5 \(worker-died\): /,
      ),
    })
  })

  it('that another worker does while the first one lives has no error', async () => {
    const { id, task, performDying, perform, hosts, store, ports } = await afterDeath('build')
    await performDying()
    ports.queue.dead.clear()
    hosts.build = async () => undefined
    await perform(id, task)
    const { builds, infrastructureErrors } = await store.facts(id)
    expect([builds.length, infrastructureErrors.size]).toEqual([1, 0])
  })
})

describe('a bisection that ends its coordinators', () => {
  it('gets an infrastructure error for each death and pauses with the fifth', async () => {
    const { ports, start, record, eventsOf } = openUseCases()
    const { id } = await start()
    for (let deaths = 1; deaths < 5; deaths++) expect(await addCoordinatorDeath(ports, id, deaths)).toBe(false)
    expect(await addCoordinatorDeath(ports, id, 5)).toBe(true)
    expect(eventsOf('infrastructure-error')).toHaveLength(5)
    expect(await record(id)).toMatchObject({ state: 'paused', pauseReason: expect.stringContaining('worker-died') })
    expect(await addCoordinatorDeath(ports, id, 6)).toBe(true)
    expect(eventsOf('infrastructure-error')).toHaveLength(5)
  })
})

describe('cancelled work', () => {
  it('leaves no fact and no fault, and nobody works on it any more', async () => {
    const { id, task, perform, hosts, store, queue } = await before('boot')
    const cancel = new AbortController()
    hosts.boot = async ({ signal }) => {
      expect(store.working(id)).toHaveLength(1)
      cancel.abort()
      signal.throwIfAborted()
      return { kind: 'passed' }
    }
    await perform(id, task, cancel.signal)
    const { runs, infrastructureErrors } = await store.facts(id)
    expect([runs.length, infrastructureErrors.size]).toEqual([0, 0])
    expect(store.working(id)).toEqual([])
    expect(queue.advances).toEqual([])
  })

  it.each(['cancelled', 'finished', 'deleted'])('is not begun for a bisection that is %s', async (how) => {
    const { id, task, perform, hosts, store, ports } = await before('build')
    if (how === 'cancelled') await cancelBisection(ports, id)
    if (how === 'finished') await store.update(id, { state: 'finished' })
    if (how === 'deleted') await store.remove(id)
    let began = false
    hosts.build = async () => {
      began = true
    }
    const events = store.events.length
    await perform(id, task)
    expect(began).toBe(false)
    expect(store.events).toHaveLength(events)
  })

  it('of a bisection that is deleted meanwhile says nothing', async () => {
    const { id, task, perform, hosts, store } = await before('build')
    const cancel = new AbortController()
    hosts.build = async () => {
      await store.remove(id)
      cancel.abort()
      throw new Error('the build was cancelled')
    }
    const events = store.events.length
    await perform(id, task, cancel.signal)
    expect(store.events.slice(events).map(({ type }) => type)).toEqual(['build-started'])
  })
})

describe('withdrawn work', () => {
  it.each(['build', 'boot'] as const)(
    'that is a %s leaves no fact and no fault, and says why it stopped',
    async (kind) => {
      const { id, task, perform, hosts, store, eventsOf } = await before(kind)
      const withdrawal = new AbortController()
      const stop = async () => {
        withdrawal.abort(new WithdrawnError('withdrawn'))
        throw new Error('make was stopped')
      }
      Object.assign(hosts, { [kind]: stop })
      const known = await store.facts(id)
      await perform(id, task, withdrawal.signal)
      const { builds, runs, infrastructureErrors } = await store.facts(id)
      expect([builds, runs, infrastructureErrors]).toEqual([known.builds, known.runs, new Map()])
      expect(store.working(id)).toEqual([])
      const what = kind === 'build' ? 'building' : 'booting'
      expect(eventsOf('choice').map(({ message }) => message)).toEqual([
        `Stopped ${what} ${hashOf('bad').slice(0, 12)} for arm64: its result would teach nothing any more.`,
      ])
    },
  )

  it.each(['build', 'boot'] as const)('that is a %s and finished first is kept', async (kind) => {
    const { id, task, perform, hosts, store, eventsOf } = await before(kind)
    const withdrawal = new AbortController()
    const finish = async () => {
      withdrawal.abort(new WithdrawnError('withdrawn'))
      return failing(panic)
    }
    Object.assign(hosts, { [kind]: finish })
    await perform(id, task, withdrawal.signal)
    const { builds, runs } = await store.facts(id)
    expect([builds.length, runs.length]).toEqual(kind === 'build' ? [1, 0] : [1, 1])
    expect(eventsOf('choice')).toEqual([])
  })

  it('is not begun when the word comes before it', async () => {
    const { id, task, perform, store } = await before('build')
    const events = store.events.length
    await perform(id, task, AbortSignal.abort(new WithdrawnError('withdrawn')))
    expect(store.events).toHaveLength(events)
    expect((await store.facts(id)).builds).toEqual([])
  })

  it('of a bisection that is deleted meanwhile says nothing', async () => {
    const { id, task, perform, hosts, store, eventsOf } = await before('build')
    const withdrawal = new AbortController()
    hosts.build = async () => {
      withdrawal.abort(new WithdrawnError('withdrawn'))
      await store.remove(id)
      throw new Error('make was stopped')
    }
    await perform(id, task, withdrawal.signal)
    expect(eventsOf('choice')).toEqual([])
  })
})

describe('the queue in memory', () => {
  it('knows what is pending, takes single tasks back, and counts what is idle', async () => {
    const { id, task, queue } = await before('build')
    const key = taskKey(task)
    const again: Task = { kind: 'boot', revision: task.revision, target: task.target, attempt: 1 }
    await queue.enqueue(id, again, { delaySeconds: 0, avoid: [] })
    queue.slots = { build: 2, boot: 1 }
    expect(await queue.idle('arm64')).toEqual({ build: 1, boot: 0, hosts: ['host-1'] })
    expect(await queue.idle('arm')).toEqual({ build: 2, boot: 1, hosts: ['host-1'] })
    queue.begin(key, 7)
    expect(await queue.pending(id)).toEqual([
      { key: taskKey(again), seconds: undefined },
      { key, seconds: 7 },
    ])
    expect(await queue.pending('another')).toEqual([])
    await queue.withdraw(id, [task, { ...again, attempt: 9 }])
    expect([queue.withdrawn, (await queue.pending(id)).length]).toEqual([[key], 1])
  })
})
