import { MemoryHistory } from '@kbisect/testing'
import { describe, expect, it } from 'vitest'
import { cancelBisection } from './control-bisection.ts'
import { retryBisection } from './retry-bisection.ts'
import { triageRegression } from './triage-regression.ts'
import { line, openUseCases } from './use-cases.fixture.ts'

describe('asking what is asked already', () => {
  it('answers with the bisection that is under way, in other words too, and with one that is done', async () => {
    const { start, runToEnd, queue } = openUseCases()
    const first = await start()
    expect(first.attached).toBe(false)
    const advances = queue.advances.length
    expect(await start({ test: { kind: 'boot' }, match: 'same' })).toMatchObject({ id: first.id, attached: true })
    // The budget and the further targets make no other dedup key.
    expect(await start({ runs: { boundaries: 9 }, alsoTest: [{ architecture: 'arm' }] })).toMatchObject({
      id: first.id,
    })
    expect(queue.advances).toHaveLength(advances)
    await runToEnd(first.id)
    expect(await start()).toMatchObject({ id: first.id, attached: true, state: 'finished' })
  })

  it.each([
    ['another range', { good: 'c1' }],
    ['another test', { test: { kind: 'build' } }],
    ['another target', { target: { architecture: 'arm64', cmdline: 'quiet' } }],
    ['another failure', { failure: { kind: 'oops' } }],
    ['a new one all the same', { attach: false }],
  ] as const)('starts a new one for %s', async (_, more) => {
    const { start } = openUseCases()
    const { id } = await start()
    const other = await start(more)
    expect(other.attached).toBe(false)
    expect(other.id).not.toBe(id)
  })

  it('starts one for two that ask at the same moment', async () => {
    const { start, store } = openUseCases()
    const all = await Promise.all([start(), start(), start()])
    expect(new Set(all.map(({ id }) => id)).size).toBe(1)
    expect(all.filter(({ attached }) => !attached)).toHaveLength(1)
    expect(store.ids).toHaveLength(1)
  })

  it('starts a new one when the known one was cancelled, or its regression is fixed', async () => {
    const { start, ports, advance, runToEnd, history } = openUseCases()
    const cancelled = await start()
    await cancelBisection(ports, cancelled.id)
    const second = await start()
    expect(second.attached).toBe(false)
    await advance(cancelled.id)
    await runToEnd(second.id)
    expect((await start()).id).toBe(second.id)
    await triageRegression(
      ports,
      { bisectionId: second.id },
      { state: 'fixed', commit: 'c4' },
      'ann',
      async () => history,
    )
    expect((await start()).attached).toBe(false)
  })

  it('keeps who asked, and the branch where bad names one', async () => {
    const history = new MemoryHistory(line)
    const { start, store } = openUseCases(history)
    const { id, branch } = await start()
    expect([store.created(id).createdBy, branch]).toEqual(['ann', null])
    history.branches.add('bad')
    expect(await start({ attach: false })).toMatchObject({ branch: 'bad' })
    const named = await start({ attach: false, branch: 'for-next' })
    expect(await store.find(named.id)).toMatchObject({ branch: 'for-next' })
  })
})

describe('a retry', () => {
  it('asks the same of the same commits, whatever their names mean by now', async () => {
    const history = new MemoryHistory(line)
    const { start, ports, runToEnd, store } = openUseCases(history)
    const first = await start({ branch: 'for-next' })
    await runToEnd(first.id)
    history.resolve = async () => {
      throw new Error('a retry resolves nothing')
    }
    const again = await retryBisection(ports, first.id, () => history, 'bob')
    expect(again).toMatchObject({
      ...{ good: first.good, bad: first.bad, title: first.title, branch: 'for-next', targets: first.targets },
      state: 'queued',
    })
    expect(store.created(again.id)).toMatchObject({ retryOf: first.id, createdBy: 'bob' })
    expect(again.request).toEqual({ ...first.request, good: first.good.hash, bad: first.bad.hash, attach: false })
    expect(history.pins.get(again.id)).toEqual([first.good.hash, first.bad.hash])
    expect((await runToEnd(again.id)).result?.culprit).toEqual((await runToEnd(first.id)).result?.culprit)
  })

  it('is refused when the commits are gone, or there is no such bisection', async () => {
    const { start, ports, history } = openUseCases()
    const { id, bad } = await start()
    history.has = async (hash) => hash !== bad.hash
    await expect(retryBisection(ports, id, () => history, 'bob')).rejects.toThrow(`has no commit ${bad.hash} any more`)
    history.has = async () => true
    history.requireObjects = () => Promise.reject(new Error('objects are missing'))
    await expect(retryBisection(ports, id, () => history, 'bob')).rejects.toThrow('objects are missing')
    await expect(retryBisection(ports, 'gone', () => history, 'bob')).rejects.toThrow('there is no bisection gone')
  })
})
