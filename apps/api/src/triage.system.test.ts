import type { Bisection, Event, Regression } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree, type SmallRepository } from './small-repository.fixture.ts'

let service: TestService
let repository: SmallRepository
let bisection: Bisection
let regressionId: string

const ask = async <T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> => {
  const response = await service.call(method, path, body)
  return { status: response.status, body: (await response.json()) as T }
}

beforeAll(async () => {
  service = await startTestService()
  repository = await addSmallTree(service)
  const request = { tree: 'small', good: 'c0', bad: 'c3', target: { architecture: 'arm64' } }
  bisection = (await ask<Bisection>('POST', '/bisections', request)).body
})

afterAll(() => service?.remove())

test('a bisection without a regression cannot be triaged, and says when it can', async () => {
  const answer = await ask<{ detail: string }>('POST', `/bisections/${bisection.id}/triage`, { state: 'known' })
  expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining('set its triage state when') } })
  expect((await ask('POST', '/bisections/aaaaaaaa/triage', { state: 'known' })).status).toBe(404)
  expect((await ask('POST', '/regressions/aaaaaaaa/triage', { state: 'known' })).status).toBe(404)
})

test('what is said is on the regression, on the bisection and in its history', async () => {
  const { store } = service.parts
  const record = await store.bisections.find(bisection.id)
  regressionId = await store.bisections.addRegression(bisection.id, {
    ...{ goodHash: repository.hash('c0'), badHash: repository.hash('c3'), targetName: 'arm64', architecture: 'arm64' },
    ...{ branch: null, treeId: record?.tree.id ?? '', testKind: 'boot', signature: null },
  })
  const why = 'see https://lore.example.org/1'
  const triaged = await ask<Regression>('POST', `/bisections/${bisection.id}/triage`, { state: 'claimed', why })
  expect(triaged).toMatchObject({
    status: 200,
    body: { id: regressionId, state: 'claimed', triage: { state: 'claimed', by: 'bootstrap', why, commit: null } },
  })
  const shown = (await ask<Bisection>('GET', `/bisections/${bisection.id}`)).body
  expect(shown.regression).toEqual({ id: regressionId, state: 'claimed' })
  const events = await service.call('GET', `/bisections/${bisection.id}/events`, undefined, {
    accept: 'application/json',
  })
  const { items } = (await events.json()) as { items: Event[] }
  expect(items.at(-1)).toMatchObject({ type: 'triaged', message: `bootstrap set the triage state to claimed: ${why}.` })
})

test('a fix is a commit of the tree, fetched when it is not there yet', async () => {
  repository.git('commit', '-q', '--allow-empty', '-m', 'the fix')
  const hash = repository.hash('main')
  const path = `/regressions/${regressionId}/triage`
  const fixed = await ask<Regression>('POST', path, { state: 'fixed', commit: hash.slice(0, 12) })
  expect(fixed).toMatchObject({ status: 200, body: { state: 'fixed', triage: { commit: hash } } })
  for (const [body, words] of [
    [{ state: 'fixed' }, 'commit: is needed with the state fixed'],
    [{ state: 'fixed', commit: 'nowhere' }, 'commit: "nowhere" is not a commit, branch or tag of tree small'],
    [{ state: 'known', commit: 'main' }, 'commit: says which commit fixes it, but the state is known'],
  ] as const) {
    expect(await ask('POST', path, body)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining(words) },
    })
  }
  expect(await ask('POST', path, { state: 'open' })).toMatchObject({
    body: { state: 'open', triage: { commit: null } },
  })
})
