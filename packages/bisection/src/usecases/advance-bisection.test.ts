import { hashOf } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import { failing, panic, passed } from '../plan/simulated-hosts.fixture.ts'
import { resumeBisection } from './control-bisection.ts'
import { openUseCases } from './use-cases.fixture.ts'

const fault = { code: 'disk-full', worker: 'host-1' }

/** A bisection whose first task failed with infrastructure errors so many times. */
async function troubled(times: number) {
  const cases = openUseCases()
  const { id } = await cases.start()
  await cases.advance(id)
  const [task = ''] = cases.queue.tasks.keys()
  for (let at = 1; at <= times; at++)
    await cases.store.addInfrastructureError(id, { ...fault, task, message: `disk full, ${at}` })
  cases.queue.clear()
  await cases.advance(id)
  return { ...cases, id, task }
}

describe('advancing', () => {
  it('goes from the request to the culprit by itself', async () => {
    const { start, runToEnd, store } = openUseCases()
    const { id } = await start()
    expect(await runToEnd(id)).toMatchObject({
      state: 'finished',
      stage: 'done',
      commits: 5,
      result: { outcome: 'culprit', label: 'confirmed', culprit: { hash: hashOf('c3') } },
      startedAt: expect.any(Date),
      finishedAt: expect.any(Date),
    })
    expect(store.working(id)).toEqual([])
  })

  it('asks for the same tasks when it is done twice, and tells nothing twice', async () => {
    const { start, advance, queue, store } = openUseCases()
    const { id } = await start()
    await advance(id)
    const [tasks, events] = [[...queue.tasks.keys()], [...store.events]]
    expect(tasks.length).toBeGreaterThan(0)
    queue.clear()
    await advance(id)
    expect([...queue.tasks.keys()]).toEqual(tasks)
    expect(store.events).toEqual(events)
  })

  it('goes on with the same answer when the queue loses everything after each step', async () => {
    const { start, advance, performNext, record, queue } = openUseCases()
    const { id } = await start()
    do {
      queue.clear()
      await advance(id)
    } while (await performNext(id))
    expect((await record(id)).result?.culprit?.hash).toBe(hashOf('c3'))
  })

  it('takes its turn: two at once store and tell everything once', async () => {
    const { start, advance, eventsOf, history } = openUseCases()
    const { id } = await start()
    let reads = 0
    const range = history.range.bind(history)
    history.range = async (good, bad) => {
      reads++
      return await range(good, bad)
    }
    await Promise.all([advance(id), advance(id), advance(id)])
    expect(reads).toBe(1)
    expect(eventsOf('stage')).toHaveLength(1)
  })

  it('does nothing for a bisection that is finished or deleted', async () => {
    const { start, runToEnd, advance, queue, store } = openUseCases()
    const { id } = await start()
    await runToEnd(id)
    const events = store.events.length
    await advance(id)
    await advance('gone')
    expect(queue.tasks.size).toBe(0)
    expect(store.events).toHaveLength(events)
  })

  it('fetches when the mirror lost the commits', async () => {
    const { start, advance, history, queue } = openUseCases()
    const { id } = await start()
    history.exists = async () => false
    await advance(id)
    expect(history.fetched).toBe(1)
    expect(queue.tasks.size).toBeGreaterThan(0)
  })
})

describe('a range that git cannot tell', () => {
  it('is a fault that is told and tried again by the next advance', async () => {
    const { start, advance, runToEnd, history, record, eventsOf, surroundings } = openUseCases()
    const { id } = await start()
    const range = history.range.bind(history)
    history.range = () => Promise.reject(Object.assign(new Error('the mirror is broken'), { code: 'git-failed' }))
    await advance(id)
    // It holds its place among the active ones, and has not begun.
    expect(await record(id)).toMatchObject({ state: 'running', startedAt: null })
    expect(eventsOf('infrastructure-error')).toEqual([
      expect.objectContaining({
        message: 'The range cannot be read: the mirror is broken',
        data: { code: 'git-failed' },
      }),
    ])
    history.range = range
    surroundings.pass(2)
    expect((await runToEnd(id)).result?.culprit?.hash).toBe(hashOf('c3'))
  })

  it('is not retried before its delay has passed, however often the bisection is advanced', async () => {
    const { start, advance, history, record, queue } = openUseCases()
    const { id } = await start()
    let reads = 0
    history.range = async () => {
      reads++
      throw new Error('the mirror is broken')
    }
    const delays: (number | undefined)[] = []
    for (let call = 0; (await record(id)).state !== 'paused'; call++) {
      const before = reads
      await advance(id)
      if (reads > before) delays.push(queue.delays.at(-1))
      expect(call).toBeLessThan(300)
    }
    expect(reads).toBe(5)
    // Each attempt asks for the next one, so that it comes also where nothing else advances the
    // bisection.
    expect(delays.slice(0, 4)).toEqual([2, 10, 30, 60])
  })

  it('for a minute does not pause the bisection', async () => {
    const { start, advance, runToEnd, history, record, surroundings, queue } = openUseCases()
    const { id } = await start()
    const range = history.range.bind(history)
    const began = surroundings.now().getTime()
    history.range = async (good, bad) => {
      if (surroundings.now().getTime() < began + 60_000) throw new Error('the mirror is away')
      return await range(good, bad)
    }
    while ((await record(id)).commits === 0) {
      await advance(id)
      expect((await record(id)).state).not.toBe('paused')
      surroundings.pass(queue.delays.pop() ?? 0)
    }
    expect((await runToEnd(id)).result?.culprit?.hash).toBe(hashOf('c3'))
  })

  it.each(['git-shallow', 'git-objects-missing'])(
    'as %s pauses the bisection at once: only a repair helps',
    async (code) => {
      const { ports, start, advance, runToEnd, history, record, eventsOf } = openUseCases()
      const { id } = await start()
      const range = history.range.bind(history)
      history.range = () =>
        Promise.reject(Object.assign(new Error('the clone is not whole.'), { code, hint: 'run `git fetch --refetch`' }))
      await advance(id)
      expect(await record(id)).toMatchObject({
        state: 'paused',
        pauseReason: 'The range cannot be read: the clone is not whole. Hint: run `git fetch --refetch`.',
      })
      expect(eventsOf('infrastructure-error')).toHaveLength(1)
      history.range = range
      history.isIncomplete = async () => true
      await resumeBisection(ports, id)
      expect((await runToEnd(id)).result?.culprit?.hash).toBe(hashOf('c3'))
      expect(history.fetched).toBe(1)
    },
  )

  it('five times pauses the bisection, and resuming forgives it', async () => {
    const { ports, start, advance, runToEnd, history, record, surroundings } = openUseCases()
    const { id } = await start()
    const range = history.range.bind(history)
    history.range = () => Promise.reject(new Error('the mirror is broken'))
    for (let at = 1; at <= 6; at++) {
      await advance(id)
      surroundings.pass(60)
    }
    expect(await record(id)).toMatchObject({
      state: 'paused',
      pauseReason: 'Reading the range failed 5 times with infrastructure errors: the mirror is broken',
    })
    await resumeBisection(ports, id)
    await advance(id)
    expect((await record(id)).state).toBe('running')
    history.range = range
    surroundings.pass(60)
    expect((await runToEnd(id)).result?.outcome).toBe('culprit')
  })
})

describe('webhooks', () => {
  it('are told of the regression and of the end, each once, however often we advance', async () => {
    const { start, advance, performNext, store, queue } = openUseCases()
    const { id } = await start()
    do {
      await advance(id)
      await advance(id)
    } while (await performNext(id))
    await advance(id)
    expect([...store.deliveries.values()].map(({ body }) => body.type)).toEqual([
      'bisection.started',
      'regression.found',
      'bisection.finished',
      'regression.bisected',
    ])
    expect(queue.deliveries).toEqual([...store.deliveries.keys()])
    expect(await store.findRegression({ bisectionId: id })).toMatchObject({
      bisectionId: id,
      culprit: { hash: hashOf('c3') },
    })
    expect(store.deliveries.get(`bisection.finished ${id}`)?.body).toMatchObject({
      data: {
        id,
        url: `https://kbisect.example.org/bisections/${id}`,
        culprit: { hash: hashOf('c3') },
        probability: expect.closeTo(1, 1),
        cause: null,
      },
    })
  })

  it('are told why there is no culprit', async () => {
    const { start, runToEnd, hosts, store } = openUseCases()
    hosts.boot = async () => passed
    const { id } = await start()
    await runToEnd(id)
    expect(store.deliveries.get(`bisection.finished ${id}`)?.body).toMatchObject({
      data: { outcome: 'not-reproduced', cause: 'bad revision passes', culprit: null, probability: null },
    })
  })

  it('are told of the end once although we died just before it was stored', async () => {
    const { start, runToEnd, advance, record, store } = openUseCases()
    const { id } = await start()
    const update = store.update.bind(store)
    store.update = async (which, changes, together) => {
      if (changes.result) throw new Error('killed')
      return await update(which, changes, together)
    }
    await expect(runToEnd(id)).rejects.toThrow('killed')
    store.update = update
    await advance(id)
    expect(await record(id)).toMatchObject({ state: 'finished', result: { outcome: 'culprit' } })
    expect([...store.deliveries.keys()]).toEqual(
      ['bisection.started', 'regression.found', 'bisection.finished', 'regression.bisected'].map((t) => `${t} ${id}`),
    )
  })
})

describe('the look at the failure’s trace', () => {
  const traced = { ...panic, trace: ['cma_init', 'start_kernel'] }
  async function searching() {
    const cases = openUseCases()
    const { hosts, history } = cases
    const boot = hosts.boot
    hosts.boot = async (task) => {
      const shown = await boot(task)
      return shown.kind === 'failed' ? failing(traced) : shown
    }
    history.defined.set('cma_init', ['mm/cma.c'])
    const asked = { times: 0, failures: 0 }
    const definitions = history.definitions.bind(history)
    history.definitions = async (commit, functions) => {
      if (++asked.times <= asked.failures) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' })
      return await definitions(commit, functions)
    }
    return { ...cases, asked }
  }

  it('is repeated after an error, and stores an answer alone', async () => {
    const { start, runToEnd, asked, eventsOf } = await searching()
    asked.failures = 2
    const { id } = await start()
    const { suspects } = await runToEnd(id)
    expect(suspects?.functions).toContainEqual({ name: 'cma_init', files: ['mm/cma.c'] })
    expect(asked.times).toBe(3)
    expect(eventsOf('infrastructure-error').map(({ data }) => data)).toEqual([
      { code: 'too-many-files' },
      { code: 'too-many-files' },
    ])
  })

  it('is given up after five errors, with no answer stored, and the search goes on', async () => {
    const { start, runToEnd, asked } = await searching()
    asked.failures = 100
    const { id } = await start()
    const { suspects, result } = await runToEnd(id)
    expect(asked.times).toBe(5)
    expect(suspects).toBeUndefined()
    expect(result?.culprit?.hash).toBe(hashOf('c3'))
  })
})

describe('a task that failed with infrastructure errors', () => {
  it.each([
    [0, 0],
    [1, 2],
    [2, 10],
    [3, 30],
    [4, 60],
  ])('%i times is tried again after %i seconds', async (times, delaySeconds) => {
    const { queue, task, record, id } = await troubled(times)
    expect(queue.tasks.get(task)).toMatchObject({ delaySeconds, avoid: times === 0 ? [] : ['host-1'] })
    expect((await record(id)).state).toBe('running')
  })

  it('is kept from every host on which it failed', async () => {
    const { queue, store, advance, task, id } = await troubled(1)
    await store.addInfrastructureError(id, { code: 'emulator-killed', worker: 'host-0', task, message: 'killed' })
    queue.clear()
    await advance(id)
    expect(queue.tasks.get(task)).toMatchObject({ avoid: ['host-0', 'host-1'] })
  })

  it('five times pauses the bisection, which says why and does nothing more', async () => {
    const { queue, record, id, advance, eventsOf } = await troubled(5)
    expect(await record(id)).toMatchObject({
      state: 'paused',
      result: null,
      pauseReason: expect.stringMatching(
        /^Building [0-9a-f]{12} for arm64 failed 5 times with infrastructure errors, on host-1 \(disk-full\): disk full, 5$/,
      ),
    })
    await advance(id)
    expect(queue.tasks.size).toBe(0)
    expect(eventsOf('paused')).toHaveLength(1)
  })
})
