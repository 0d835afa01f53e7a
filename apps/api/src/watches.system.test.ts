import { Watch } from '@kbisect/contracts'
import type { Store } from '@kbisect/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectAnswer } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

let service: TestService
beforeAll(async () => {
  service = await startTestService()
  await addSmallTree(service)
})
afterAll(() => service?.remove())

const add = (changes: object = {}) =>
  service.call('POST', '/watches', {
    name: 'small',
    tree: 'small',
    branches: ['main'],
    targets: [{ architecture: 'arm64' }],
    ...changes,
  })

test('what is left out of a watch is decided, shown, and looked at at once', async () => {
  const response = await add()
  const watch = await expectAnswer(Watch, response, 201)
  expect(response.headers.get('location')).toBe(`/api/v1/watches/${watch.id}`)
  expect(watch).toMatchObject({
    ...{ tests: [{ kind: 'boot' }], schedule: { everySeconds: 900 }, revisions: 'newest', policy: 'notify', runs: 2 },
    ...{ buildsPerDay: null, bisections: 2, paused: false, lookedAt: null, waiting: 0 },
  })
  const { coordinate } = await service.parts.queues.counts()
  expect(coordinate?.waiting).toBe(1)
  const listed = (await (await service.call('GET', '/watches?tree=small')).json()) as { items: Watch[] }
  expect(listed.items.map(({ id }) => id)).toContain(watch.id)
})

test('who may not administer reads watches and changes none', async () => {
  const { id } = await expectAnswer(Watch, await add({ name: 'read-only' }), 201)
  const made = await service.call('POST', '/tokens', { name: 'submitter', scope: 'submit' })
  const { token } = (await made.json()) as { token: string }
  const as = { authorization: `Bearer ${token}` }
  expect((await service.call('GET', `/watches/${id}`, undefined, as)).status).toBe(200)
  expect((await service.call('GET', `/watches/${id}/revisions`, undefined, as)).status).toBe(200)
  for (const [method, path, body] of [
    ['PATCH', `/watches/${id}`, { paused: true }],
    ['DELETE', `/watches/${id}`, undefined],
    ['POST', `/watches/${id}/look`, undefined],
  ] as const)
    expect((await service.call(method, path, body, as)).status, path).toBe(403)
})

test('a watch that is deleted is gone, its tree too, and its checks are cancelled', async () => {
  const { id } = await expectAnswer(Watch, await add({ name: 'gone' }), 201)
  const store = service.parts.store as Store
  const cell = { targetKey: 'aaaaaaaaaaaaaaaa', targetName: 'arm64', testIndex: 0, testKind: 'boot' as const }
  const commit = { hash: 'a'.repeat(40), subject: 'x', committedAt: 1 }
  await store.watchWork.addRevisions(id, 'main', commit.hash, [commit], [cell])
  const [waiting] = await store.watchWork.waiting(id, 1)
  const tree = await store.trees.byName('small')
  const target = {
    key: cell.targetKey,
    name: 'arm64',
    architecture: 'arm64',
    config: 'defconfig',
    fragments: [],
  } as const
  const check = {
    ...{ id: 'checkcheck', treeId: tree?.id ?? '', mergeBases: [], title: 'check', dedupKey: 'x', branch: 'main' },
    request: { tree: 'small', good: commit.hash, bad: commit.hash, target: { architecture: 'arm64' as const } },
    targets: [{ ...target, fragments: [], toolchain: 'gcc', cmdline: '', bootable: true }],
    ...{ good: { ref: 'x', hash: commit.hash }, bad: { ref: 'x', hash: commit.hash }, createdBy: null, retryOf: null },
  }
  if (waiting) await store.watchWork.startCheck(waiting, check, id, { runs: 2, known: [] })
  const revisions = (await (await service.call('GET', `/watches/${id}/revisions`)).json()) as {
    items: { results: { state: string; bisectionId: string }[] }[]
  }
  expect(revisions.items[0]?.results).toMatchObject([{ state: 'testing', bisectionId: 'checkcheck' }])
  expect((await service.call('DELETE', `/watches/${id}`)).status).toBe(204)
  expect((await service.call('GET', `/watches/${id}`)).status).toBe(404)
  expect((await store.bisections.find('checkcheck'))?.cancelRequested).toBe(true)
})

test('a name that is taken is refused in its field', async () => {
  await add({ name: 'twice' })
  const response = await add({ name: 'twice' })
  expect(response.status).toBe(409)
  expect(await response.json()).toMatchObject({ errors: [{ field: 'name', value: 'twice' }] })
})

test('changes of watches are in the audit log', async () => {
  const { id } = await expectAnswer(Watch, await add({ name: 'audited' }), 201)
  await service.call('PATCH', `/watches/${id}`, { paused: true })
  const { items } = (await (await service.call('GET', `/audit?subject=${id}`)).json()) as {
    items: { action: string }[]
  }
  expect(new Set(items.map(({ action }) => action))).toEqual(new Set(['watch.create', 'watch.change']))
})
