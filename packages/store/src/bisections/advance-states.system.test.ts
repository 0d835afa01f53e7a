import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../connection/new-id.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import { boot, build, hash, mainTarget, newBisection, otherTarget, run } from './bisection.fixture.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store['bisections']
let treeId = ''

beforeAll(async () => {
  opened = await openTestStore()
  store = opened.store.bisections
  treeId = (await opened.store.trees.add({ name: newId(), url: 'https://example.org/linux.git' })).id
})

afterAll(() => opened?.remove())

/** A running bisection of which everything was seen. */
async function seen(): Promise<string> {
  const { id } = await store.create(newBisection(treeId))
  await store.update(id, { state: 'running' })
  await store.markSeen(id, await store.changes(id), null)
  return id
}

const isChanged = async (id: string) => (await store.running()).find((one) => one.id === id)?.isChanged

const facts: readonly (readonly [string, (id: string) => Promise<unknown>])[] = [
  ['a build', (id) => store.addBuild(id, build({ commit: hash(1) }))],
  ['a run', (id) => store.addRun(id, run({ commit: hash(1) }, 1))],
  [
    'an infrastructure error',
    (id) => store.addInfrastructureError(id, { task: 't', worker: 'w', code: 'c', message: 'm' }),
  ],
  ['a rerun', (id) => store.addRerun(id, { commit: hash(1), runs: 3, by: 'ann', why: null })],
  ['a verdict', (id) => store.saveOverride(id, hash(1), { verdict: 'good', by: 'ann', why: 'I saw it' })],
  ['the wish to cancel', (id) => store.update(id, { cancelRequested: true })],
  ['a resumption', (id) => store.update(id, { resumedAt: new Date() })],
  ['what its trace points at', (id) => store.update(id, { suspects: { functions: [] } })],
]

describe('a bisection', () => {
  test.each(facts)('is changed by %s, and by nothing else until it is seen', async (_what, add) => {
    const id = await seen()
    const other = await seen()
    expect(await isChanged(id)).toBe(false)
    await add(id)
    expect([await isChanged(id), await isChanged(other)]).toEqual([true, false])
    await store.markSeen(id, await store.changes(id), null)
    expect(await isChanged(id)).toBe(false)
  })

  test('is changed by a build that is taken back and by pins that are', async () => {
    const id = await seen()
    await store.addBuild(id, build({ commit: hash(1) }))
    await store.markSeen(id, await store.changes(id), null)
    await store.forgetBuild(id, build({ commit: hash(1) }))
    expect(await isChanged(id)).toBe(true)
  })

  test('is not changed by what says only how far it is', async () => {
    const id = await seen()
    await store.update(id, { stage: 'narrow', candidatesLeft: 3, commits: 5, expected: null })
    await store.startWork(id, boot(hash(1)), { name: 'host-1', process: 'p1' })
    await store.addEvent(id, 'stage', 'narrow')
    expect(await isChanged(id)).toBe(false)
  })

  test('stays changed when something is stored between reading and marking', async () => {
    const id = await seen()
    await store.addRun(id, run({ commit: hash(1) }, 1))
    const changes = await store.changes(id)
    await store.addRun(id, run({ commit: hash(1) }, 2))
    await store.markSeen(id, changes, new Date(0))
    expect((await store.running()).find((one) => one.id === id)).toMatchObject({
      ...{ isChanged: true, dueAt: new Date(0), architecture: 'arm64', seenAt: expect.any(Date) },
    })
  })

  test('loses no change to many that store at once', async () => {
    const id = await seen()
    const before = await store.changes(id)
    await Promise.all(Array.from({ length: 20 }, (_, at) => store.addRun(id, run({ commit: hash(1) }, at + 1))))
    expect((await store.changes(id)) - before).toBe(20)
  })

  test('is deleted with all that was counted', async () => {
    const id = await seen()
    await store.addRun(id, run({ commit: hash(1) }, 1))
    await store.remove(id)
    expect(await store.changes(id)).toBe(0)
  })
})

describe('admission', () => {
  test('lets queued bisections begin in their order, up to the limit of their architecture', async () => {
    for (const { id } of await store.running()) await store.update(id, { state: 'finished' })
    const add = async (target = mainTarget) => (await store.create(newBisection(treeId, { targets: [target] }))).id
    const ids = [await add(), await add(), await add(), await add(), await add(otherTarget)]
    const [a = '', b = '', c = '', d = '', other = ''] = ids
    const placeOf = async (id: string) => (await store.detail(id))?.place
    expect(await Promise.all(ids.map(placeOf))).toEqual([1, 2, 3, 4, 1])
    const admitted = (await Promise.all([store.admit(2), store.admit(2), store.admit(2)])).flat()
    expect(admitted.sort()).toEqual([a, b, other].sort())
    expect(await Promise.all(ids.map(placeOf))).toEqual([undefined, undefined, 1, 2, undefined])
    const { items } = await store.summaries({ limit: 10, sort: '-createdAt' })
    expect(items.filter(({ place }) => place !== undefined).map(({ id, place }) => [id, place])).toEqual([
      [d, 2],
      [c, 1],
    ])
    expect((await store.overview()).running.find(({ id }) => id === d)?.place).toBe(2)
    await store.update(a, { state: 'paused', pauseReason: 'the disk is full' })
    expect(await store.admit(2)).toEqual([c])
    expect(await store.admit(2)).toEqual([])
    expect(await store.admit(1)).toEqual([])
  })
})
