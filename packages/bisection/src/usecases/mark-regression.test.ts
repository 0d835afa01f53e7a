import { hashOf } from '@kbisect/testing'
import { expect, it } from 'vitest'
import { ConflictError, NotFoundError } from '../model/errors.ts'
import { passed } from '../plan/simulated-hosts.fixture.ts'
import { markRegression } from './mark-regression.ts'
import { openUseCases } from './use-cases.fixture.ts'

type Request = Parameters<typeof markRegression>[2]

async function finished() {
  const cases = openUseCases()
  const { id } = await cases.start()
  await cases.runToEnd(id)
  const mark = (request: Request) =>
    markRegression(cases.ports, { bisectionId: id }, request, 'ann', async () => cases.history)
  return { ...cases, id, mark }
}

it('keeps who says what, and tells it in the history of the bisection', async () => {
  const { mark, store, id, eventsOf } = await finished()
  const marked = await mark({ state: 'claimed', why: 'I am on it' })
  expect(marked).toMatchObject({
    bisectionId: id,
    state: 'claimed',
    mark: { state: 'claimed', by: 'ann', why: 'I am on it', commit: null },
    culprit: { hash: hashOf('c3') },
  })
  expect(await store.findRegression({ bisectionId: id })).toMatchObject({ state: 'claimed', mark: { by: 'ann' } })
  expect(eventsOf('marked')).toEqual([
    expect.objectContaining({ message: 'Marked as claimed, says ann: I am on it.', bisectionId: id }),
  ])
  await mark({ state: 'open' })
  expect((await store.findRegression({ bisectionId: id }))?.state).toBe('open')
})

it('tells webhooks of a fix, once for each commit, with what filters need', async () => {
  const { mark, store, queue } = await finished()
  store.listener = { id: 'w', format: 'standard', filters: { outcomes: ['culprit'], authors: ['a@example.org'] } }
  await mark({ state: 'fixed', commit: 'c4' })
  await mark({ state: 'fixed', commit: 'c4', why: 'again' })
  const told = [...store.deliveries].filter(([, { body }]) => body.type === 'regression.fixed')
  expect(told).toHaveLength(1)
  expect(told[0]?.[1].body.data).toMatchObject({
    mark: { state: 'fixed', commit: hashOf('c4'), by: 'ann' },
    culprit: { hash: hashOf('c3') },
    test: 'boot',
  })
  expect(queue.deliveries).toContain(told[0]?.[0])
})

it.each<[Request, string]>([
  [{ state: 'fixed' }, 'commit-missing'],
  [{ state: 'known', commit: 'c4' }, 'commit-unwanted'],
  [{ state: 'fixed', commit: 'nowhere' }, 'unknown-ref'],
  [{ state: 'fixed', commit: 'c3' }, 'fix-is-culprit'],
])('%j is refused, naming the field', async (request, code) => {
  const { mark, eventsOf } = await finished()
  await expect(mark(request)).rejects.toMatchObject({ code, errors: [{ field: 'commit', hint: expect.any(String) }] })
  expect(eventsOf('marked')).toEqual([])
})

it('is refused for a bisection without a regression, with what to do', async () => {
  const cases = openUseCases()
  const { id } = await cases.start()
  const mark = (bisectionId: string) =>
    markRegression(cases.ports, { bisectionId }, { state: 'known' }, 'ann', async () => cases.history)
  await expect(mark(id)).rejects.toThrow(/mark it when the good one has passed/)
  await expect(mark(id)).rejects.toThrow(ConflictError)
  cases.hosts.boot = async () => passed
  await cases.runToEnd(id)
  await expect(mark(id)).rejects.toThrow(/its bad revision did not fail/)
  await expect(mark('gone')).rejects.toThrow(NotFoundError)
  const gone = markRegression(cases.ports, { id: 'gone' }, { state: 'known' }, 'ann', async () => cases.history)
  await expect(gone).rejects.toThrow(NotFoundError)
})
