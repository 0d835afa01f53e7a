import { describe, expect, it } from 'vitest'
import type { QueueSnapshot, RunningBisection } from '../model/ports.ts'
import { choose, reconcileBisections } from './reconcile-bisections.ts'
import { openUseCases } from './use-cases.fixture.ts'

const now = new Date('2020-01-01T00:00:00Z')
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000)

const settled = (id: string, more: Partial<RunningBisection> = {}): RunningBisection => ({
  ...{ id, architecture: 'arm64', isChanged: false, seenAt: ago(60), dueAt: null },
  ...more,
})

const none = { build: 0, boot: 0 }

/** A queue in which each of these has a task that waits. */
const waiting = (ids: readonly string[], more: Partial<QueueSnapshot> = {}): QueueSnapshot => ({
  ...{ pending: new Set(ids), working: new Set<string>(), idle: { arm: none, arm64: none, x86_64: none } },
  ...more,
})

const many = Array.from({ length: 1000 }, (_, at) => settled(`b${at}`))
const ids = many.map(({ id }) => id)

describe('reconciling', () => {
  it('advances none of a thousand bisections that wait', () => {
    expect(choose(many, waiting(ids), now)).toEqual([])
  })

  it('advances those with a fact that no advance has seen', () => {
    expect(choose([...many, settled('changed', { isChanged: true })], waiting([...ids, 'changed']), now)).toEqual([
      'changed',
    ])
  })

  it('advances those whose tasks the queue lost', () => {
    expect(choose(many, waiting(ids.slice(2)), now)).toEqual(['b0', 'b1'])
    expect(choose(many, waiting([]), now)).toHaveLength(1000)
  })

  it('advances those whose time has come, and not before', () => {
    const due = [settled('now', { dueAt: now }), settled('later', { dueAt: ago(-5) })]
    expect(choose(due, waiting([]), now)).toEqual(['now'])
  })

  it('looks twice a minute at those of which a task is being done', () => {
    const working = [settled('long', { seenAt: ago(31) }), settled('lately', { seenAt: ago(5) })]
    const queue = waiting(['long', 'lately'], { working: new Set(['long', 'lately']) })
    expect(choose(working, queue, now)).toEqual(['long'])
  })

  it('sweeps over all in half an hour, a few at once, the oldest first', () => {
    const old = many.map((one, at) => ({ ...one, seenAt: ago(3600 + at) }))
    expect(choose(old, waiting(ids), now)).toEqual(['b999', 'b998', 'b997', 'b996'])
  })

  it('offers idle slots to as many bisections of their architecture, those that waited longest first', () => {
    const idle = { arm: none, arm64: { build: 1, boot: 1 }, x86_64: none }
    const some = [
      settled('lately', { seenAt: ago(4) }),
      ...['one', 'two', 'three'].map((id, at) => settled(id, { seenAt: ago(100 + at) })),
      settled('of another', { architecture: 'arm' }),
    ]
    const queue = waiting(
      some.map(({ id }) => id),
      { idle },
    )
    expect(choose(some, queue, now)).toEqual(['three', 'two'])
  })

  it('reads the queue once, and says that what it wants is routine', async () => {
    const { ports, start, advance, queue } = openUseCases()
    for (const good of ['good', 'c1', 'c2']) await advance((await start({ good })).id)
    queue.clear()
    queue.advances.length = 0
    let reads = 0
    const snapshot = queue.snapshot.bind(queue)
    queue.snapshot = async () => {
      reads++
      return await snapshot()
    }
    queue.pending = () => Promise.reject(new Error('the queue was read for one bisection'))
    await reconcileBisections(ports)
    expect(reads).toBe(1)
    expect([queue.routine.length, queue.advances]).toEqual([3, []])
  })
})

describe('a bisection that advanced', () => {
  it('has no reason to do so again until a fact is stored', async () => {
    const { ports, start, advance, performNext, queue, store } = openUseCases()
    const { id } = await start()
    await advance(id)
    expect((await store.running())[0]).toMatchObject({ id, isChanged: false })
    await performNext(id)
    expect((await store.running())[0]).toMatchObject({ id, isChanged: true })
    await reconcileBisections(ports)
    expect(queue.routine).toEqual([id])
  })

  it('keeps its reason when a fact is stored while it advances, and when it fails', async () => {
    const { start, advance, store, queue } = openUseCases()
    const { id } = await start()
    const addFault = () => store.addInfrastructureError(id, { task: 'x', worker: 'host-1', code: 'c', message: 'm' })
    const facts = store.facts.bind(store)
    store.facts = async (of) => {
      const read = await facts(of)
      await addFault()
      return read
    }
    await advance(id)
    expect((await store.running())[0]).toMatchObject({ isChanged: true })
    store.facts = facts
    await advance(id)
    expect((await store.running())[0]).toMatchObject({ isChanged: false })
    await addFault()
    queue.enqueue = () => Promise.reject(new Error('Redis is away'))
    queue.clear()
    await expect(advance(id)).rejects.toThrow('Redis is away')
    expect((await store.running())[0]).toMatchObject({ isChanged: true })
  })
})

describe('the limit of active bisections', () => {
  it('keeps further ones queued, in their order, until one ends or pauses', async () => {
    const { ports, start, advance, runToEnd, record, queue, performNext } = openUseCases()
    ports.maxActive = 2
    const ids: string[] = []
    for (const good of ['good', 'c1', 'c2']) ids.push((await start({ good })).id)
    ids.push((await start({ good: 'good', target: { architecture: 'arm' } })).id)
    for (const id of [...ids].reverse()) await advance(id)
    const states = async () => Promise.all(ids.map(async (id) => (await record(id)).state))
    // Those of another architecture do not wait for these.
    expect(await states()).toEqual(['running', 'running', 'queued', 'running'])
    const [first = '', , third = ''] = ids
    expect([...queue.tasks.values()].some(({ bisectionId }) => bisectionId === third)).toBe(false)
    queue.advances.length = 0
    await runToEnd(first)
    while (await performNext(first));
    await advance(first)
    expect((await record(first)).state).toBe('finished')
    expect((await record(third)).state).toBe('running')
    expect(queue.advances).toContain(third)
  })
})
