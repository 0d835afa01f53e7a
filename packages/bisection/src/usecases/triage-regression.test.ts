import { hashOf } from '@kbisect/testing'
import { expect, it } from 'vitest'
import { ConflictError, NotFoundError } from '../model/errors.ts'
import { passed } from '../plan/simulated-hosts.fixture.ts'
import { triageRegression } from './triage-regression.ts'
import { openUseCases } from './use-cases.fixture.ts'

type Request = Parameters<typeof triageRegression>[2]

async function finished() {
  const cases = openUseCases()
  const { id } = await cases.start()
  await cases.runToEnd(id)
  const triage = (request: Request) =>
    triageRegression(cases.ports, { bisectionId: id }, request, 'ann', async () => cases.history)
  return { ...cases, id, triage }
}

it('keeps who says what, and tells it in the history of the bisection', async () => {
  const { triage, store, id, eventsOf } = await finished()
  const triaged = await triage({ state: 'claimed', why: 'I am on it' })
  expect(triaged).toMatchObject({
    bisectionId: id,
    state: 'claimed',
    triage: { state: 'claimed', by: 'ann', why: 'I am on it', commit: null },
    culprit: { hash: hashOf('c3') },
  })
  expect(await store.findRegression({ bisectionId: id })).toMatchObject({ state: 'claimed', triage: { by: 'ann' } })
  expect(eventsOf('triaged')).toEqual([
    expect.objectContaining({ message: 'ann set the triage state to claimed: I am on it.', bisectionId: id }),
  ])
  await triage({ state: 'open' })
  expect((await store.findRegression({ bisectionId: id }))?.state).toBe('open')
})

it('tells webhooks of a fix, once for each commit, with what filters need', async () => {
  const { triage, store, queue } = await finished()
  store.subscriber = { id: 'w', format: 'standard', filters: { outcomes: ['culprit'], authors: ['a@example.org'] } }
  await triage({ state: 'fixed', commit: 'c4' })
  await triage({ state: 'fixed', commit: 'c4', why: 'again' })
  const told = [...store.deliveries].filter(([, { body }]) => body.type === 'regression.fixed')
  expect(told).toHaveLength(1)
  expect(told[0]?.[1].body.data).toMatchObject({
    triage: { state: 'fixed', commit: hashOf('c4'), by: 'ann' },
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
  const { triage, eventsOf } = await finished()
  await expect(triage(request)).rejects.toMatchObject({ code, errors: [{ field: 'commit', hint: expect.any(String) }] })
  expect(eventsOf('triaged')).toEqual([])
})

it('is refused for a bisection without a regression, with what to do', async () => {
  const cases = openUseCases()
  const { id } = await cases.start()
  const triage = (bisectionId: string) =>
    triageRegression(cases.ports, { bisectionId }, { state: 'known' }, 'ann', async () => cases.history)
  await expect(triage(id)).rejects.toThrow(/set its triage state when the good one has passed/)
  await expect(triage(id)).rejects.toThrow(ConflictError)
  cases.hosts.boot = async () => passed
  await cases.runToEnd(id)
  await expect(triage(id)).rejects.toThrow(/its bad revision did not fail/)
  await expect(triage('gone')).rejects.toThrow(NotFoundError)
  const gone = triageRegression(cases.ports, { id: 'gone' }, { state: 'known' }, 'ann', async () => cases.history)
  await expect(gone).rejects.toThrow(NotFoundError)
})
