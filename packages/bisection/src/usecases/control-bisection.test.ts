import { setImmediate } from 'node:timers/promises'
import { hashOf } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import { ConflictError, NotFoundError } from '../model/errors.ts'
import { cancelBisection, removeBisection, resumeBisection } from './control-bisection.ts'
import { openUseCases } from './use-cases.fixture.ts'

async function paused() {
  const cases = openUseCases()
  const { id } = await cases.start()
  const broken = async () => {
    throw new Error('disk full')
  }
  const fixed = cases.hosts.build
  cases.hosts.build = broken
  const end = await cases.runToEnd(id)
  expect(end.state).toBe('paused')
  cases.hosts.build = fixed
  return { ...cases, id }
}

describe('resuming', () => {
  it('forgives the faults so far, and the search goes on to the culprit', async () => {
    const { ports, id, record, runToEnd, eventsOf, queue } = await paused()
    queue.advances.length = 0
    await resumeBisection(ports, id)
    expect(await record(id)).toMatchObject({ state: 'running', pauseReason: null })
    expect(eventsOf('resumed')).toHaveLength(1)
    expect(queue.advances).toEqual([id])
    expect((await runToEnd(id)).result?.culprit?.hash).toBe(hashOf('c3'))
  })

  it('pauses again after five more faults', async () => {
    const { ports, id, hosts, runToEnd, eventsOf } = await paused()
    await resumeBisection(ports, id)
    hosts.build = async () => {
      throw new Error('still full')
    }
    expect(await runToEnd(id)).toMatchObject({ state: 'paused', pauseReason: expect.stringContaining('5 times') })
    expect(eventsOf('infrastructure-error')).toHaveLength(10)
  })

  it('is refused unless it is paused', async () => {
    const { ports, start } = openUseCases()
    const { id } = await start()
    await expect(resumeBisection(ports, id)).rejects.toThrow(ConflictError)
    await expect(resumeBisection(ports, 'gone')).rejects.toThrow(NotFoundError)
  })
})

describe('deleting', () => {
  it('waits for an advance, and leaves neither tasks nor pins', async () => {
    const { ports, start, advance, queue, store, history } = openUseCases()
    const { id } = await start()
    let reached = () => {}
    let release = () => {}
    const isReached = new Promise<void>((resolve) => {
      reached = resolve
    })
    const isReleased = new Promise<void>((resolve) => {
      release = resolve
    })
    const idle = queue.idle.bind(queue)
    queue.idle = async (architecture) => {
      reached()
      await isReleased
      return await idle(architecture)
    }
    const advancing = advance(id)
    await isReached
    const deleting = removeBisection(ports, id, history)
    await setImmediate()
    release()
    await Promise.all([advancing, deleting])
    expect(await store.find(id)).toBeUndefined()
    expect(queue.tasks.size).toBe(0)
    expect(history.pins.size).toBe(0)
  })

  it('leaves a cancelled bisection, to be deleted again, when its pins cannot be removed', async () => {
    const { ports, start, advance, record, store, history } = openUseCases()
    const { id } = await start()
    const unpin = history.unpin.bind(history)
    history.unpin = () => Promise.reject(new Error('the disk is full'))
    await expect(removeBisection(ports, id, history)).rejects.toThrow('the disk is full')
    await advance(id)
    expect(await record(id)).toMatchObject({ state: 'finished', result: { outcome: 'cancelled' } })
    history.unpin = unpin
    await removeBisection(ports, id, history)
    expect(await store.find(id)).toBeUndefined()
    expect(history.pins.size).toBe(0)
  })
})

describe('a bisection that cannot be stored', () => {
  it('leaves no pins', async () => {
    const { start, store, history } = openUseCases()
    store.create = () => Promise.reject(new Error('there is no such tree'))
    await expect(start()).rejects.toThrow('there is no such tree')
    expect(history.pins.size).toBe(0)
  })
})

describe('cancelling', () => {
  it('stops the tasks although the process died before it reached the queue', async () => {
    const { ports, start, advance, queue, record } = openUseCases()
    const { id } = await start()
    await advance(id)
    const tasks = [...queue.tasks.keys()]
    expect(tasks.length).toBeGreaterThan(0)
    queue.cancel = () => Promise.reject(new Error('killed'))
    await expect(cancelBisection(ports, id)).rejects.toThrow('killed')
    await advance(id)
    expect(await record(id)).toMatchObject({ state: 'finished', result: { outcome: 'cancelled' } })
    expect(queue.withdrawn).toEqual(tasks)
  })

  it('takes back what waits, and the next advance ends it', async () => {
    const { ports, start, advance, queue, record, store } = openUseCases()
    const { id } = await start()
    await advance(id)
    await cancelBisection(ports, id)
    expect(queue.cancelled).toEqual([id])
    await advance(id)
    expect(await record(id)).toMatchObject({ state: 'finished', result: { outcome: 'cancelled', culprit: null } })
    expect(queue.tasks.size).toBe(0)
    expect([...store.deliveries.keys()]).toEqual([`bisection.started ${id}`, `bisection.finished ${id}`])
  })

  it('works for a paused one too', async () => {
    const { ports, id, advance, record } = await paused()
    await cancelBisection(ports, id)
    await advance(id)
    expect((await record(id)).result?.outcome).toBe('cancelled')
  })

  it('is refused once it is finished', async () => {
    const { ports, start, runToEnd, record } = openUseCases()
    const { id } = await start()
    await runToEnd(id)
    await expect(cancelBisection(ports, id)).rejects.toThrow(ConflictError)
    expect((await record(id)).result?.outcome).toBe('culprit')
    await expect(cancelBisection(ports, 'gone')).rejects.toThrow(NotFoundError)
  })

  it('and finishing at the same moment agree on one end, which is what webhooks are told', async () => {
    const { ports, start, advance, runToEnd, record, store } = openUseCases()
    const { id } = await start()
    const update = store.update.bind(store)
    store.update = (which, changes) => (changes.result ? Promise.reject(new Error('killed')) : update(which, changes))
    await expect(runToEnd(id)).rejects.toThrow('killed')
    store.update = update
    store.deliveries.clear()
    // All facts are there: one more advance finishes it, just when the one who cancels has read
    // that it is running.
    const find = store.find.bind(store)
    let finishing: Promise<void> | undefined
    store.find = async (which) => {
      const found = await find(which)
      if (!finishing) {
        finishing = advance(id)
        await setImmediate()
      }
      return found
    }
    await cancelBisection(ports, id)
    await finishing
    await advance(id)
    const told = store.deliveries.get(`bisection.finished ${id}`)?.body.data
    expect(told).toMatchObject({ outcome: (await record(id)).result?.outcome })
  })
})

describe('deleting', () => {
  it('stops the work, forgets the facts and lets go of the commits', async () => {
    const { ports, start, advance, history, store, queue } = openUseCases()
    const { id } = await start()
    await advance(id)
    await removeBisection(ports, id, history)
    expect(await store.find(id)).toBeUndefined()
    expect(history.pins.size).toBe(0)
    expect(queue.cancelled).toEqual([id])
    await expect(removeBisection(ports, id, history)).rejects.toThrow(NotFoundError)
  })
})
