import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  build,
  commits,
  culpritResult,
  hash,
  newBisection,
  otherTarget,
  run,
  storedBisection,
} from '../bisections/bisection.fixture.ts'
import { newId } from '../connection/new-id.ts'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let url: string
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store, url } = opened)
})
afterAll(() => opened?.remove())

const said = { verdict: 'good', by: 'ann', why: 'the fan\u0000 was off' } as const

describe('what people say of a commit', () => {
  test('is a fact until it is taken back, the last word of it', async () => {
    const { bisections } = store
    const id = await storedBisection(store)
    await bisections.saveOverride(id, hash(11), said)
    await bisections.saveOverride(id, hash(10), { ...said, verdict: 'skip' })
    await bisections.saveOverride(id, hash(11), { ...said, verdict: 'bad', by: 'bob' })
    const why = 'the fan\uFFFD was off'
    expect((await bisections.facts(id)).overrides).toEqual([
      { commit: hash(10), verdict: 'skip', by: 'ann', why },
      { commit: hash(11), verdict: 'bad', by: 'bob', why },
    ])
    await bisections.saveOverride(id, hash(11), null)
    await bisections.saveOverride(id, hash(11), null)
    expect((await bisections.facts(id)).overrides).toHaveLength(1)
    await expect(bisections.saveOverride('nowhere', hash(1), said)).rejects.toMatchObject({ code: 'unknown-bisection' })
  })

  test('is shown with its candidate, when it was said', async () => {
    const { bisections } = store
    const id = await storedBisection(store)
    await bisections.saveRange(id, commits(2))
    await bisections.addRun(id, run({ commit: hash(11) }, 1))
    await bisections.addRun(id, run({ commit: hash(11) }, 1, { targetKey: otherTarget.key }))
    await bisections.saveOverride(id, hash(11), said)
    const candidate = await bisections.candidate(id, hash(11))
    expect(candidate).toMatchObject({ hash: hash(11), position: 1, runs: 1, override: { verdict: 'good', by: 'ann' } })
    expect(Date.parse(candidate?.override?.at ?? '')).toBeGreaterThan(Date.now() - 600_000)
    expect(candidate).toEqual((await bisections.candidates(id, { cursor: undefined, limit: 10 })).items[1])
    expect(await bisections.candidate(id, hash(99))).toBeUndefined()
    expect(await bisections.candidate('nowhere', hash(11))).toBeUndefined()
  })

  test('may be that it shall run again: all that was asked for is a fact', async () => {
    const id = await storedBisection(store)
    await store.bisections.addRerun(id, { commit: hash(10), runs: 5, by: 'ann', why: null })
    await store.bisections.addRerun(id, { commit: hash(10), runs: 7, by: 'bob', why: 'to be sure' })
    expect((await store.bisections.facts(id)).reruns).toEqual([
      { commit: hash(10), runs: 5 },
      { commit: hash(10), runs: 7 },
    ])
    const nobody = store.bisections.addRerun('nowhere', { commit: hash(10), runs: 5, by: 'ann', why: null })
    await expect(nobody).rejects.toMatchObject({ code: 'unknown-bisection' })
  })
})

describe('the bisection that answers a dedupKey', () => {
  test('is the newest that is open or done, unless it was cancelled or its regression is fixed', async () => {
    const { bisections } = store
    const dedupKey = newId()
    const findByDedupKey = () => bisections.findByDedupKey(dedupKey)
    expect(await findByDedupKey()).toBeUndefined()
    const first = await storedBisection(store, { dedupKey })
    expect(await findByDedupKey()).toBe(first)
    await bisections.update(first, { state: 'paused', pauseReason: 'the disk is full' })
    expect(await findByDedupKey()).toBe(first)
    await bisections.update(first, { cancelRequested: true, state: 'running' })
    expect(await findByDedupKey()).toBeUndefined()
    await bisections.update(first, { state: 'finished', result: { ...culpritResult, outcome: 'cancelled' } })
    expect(await findByDedupKey()).toBeUndefined()
    const second = await storedBisection(store, { dedupKey })
    await bisections.update(second, { state: 'finished', result: culpritResult })
    expect(await findByDedupKey()).toBe(second)
    const treeId = (await bisections.find(second))?.tree.id ?? ''
    const found = { goodHash: hash(1), badHash: hash(2), targetName: 'arm64', architecture: 'arm64', testKind: 'boot' }
    await bisections.addRegression(second, { ...found, branch: null, treeId, signature: null })
    expect(await findByDedupKey()).toBe(second)
    await query(url, `UPDATE "Regression" SET "state" = 'fixed' WHERE "bisectionId" = '${second}'`)
    expect(await findByDedupKey()).toBeUndefined()
  })
})

describe('what tasks usually take', () => {
  test('are medians of the last bisections of a tree and architecture, the first build apart', async () => {
    const { bisections } = store
    const tree = await store.trees.add({ name: newId(), url: 'https://example.org/linux.git' })
    const usual = () => bisections.usualSeconds(tree.id, 'arm64')
    expect(await usual()).toBeUndefined()
    for (const [first, further, boot] of [
      [600, 50, 8],
      [400, 60, 9],
      [500, 70, 10],
    ] as const) {
      const { id } = await bisections.create(newBisection(tree.id))
      await bisections.update(id, { startedAt: new Date() })
      await bisections.addBuild(id, build({ commit: hash(10) }, { seconds: first }))
      await bisections.addBuild(id, build({ commit: hash(11) }, { seconds: further }))
      // Another target's first build, and one that failed, are no measure.
      await bisections.addBuild(id, build({ commit: hash(11) }, { seconds: 9000, targetKey: otherTarget.key }))
      await bisections.addBuild(id, build({ commit: hash(12) }, { seconds: 1, result: 'failed' }))
      if (boot < 10) await bisections.addRun(id, run({ commit: hash(10) }, 1, { seconds: boot }))
    }
    expect(await usual()).toEqual({ firstBuild: 500, build: 60, boot: 8.5 })
    expect(await bisections.usualSeconds(tree.id, 'arm')).toBeUndefined()
  })

  test('says so when nothing was booted yet', async () => {
    const { bisections } = store
    const id = await storedBisection(store)
    await bisections.update(id, { startedAt: new Date() })
    await bisections.addBuild(id, build({ commit: hash(10) }, { seconds: 100 }))
    const treeId = (await bisections.find(id))?.tree.id ?? ''
    expect(await bisections.usualSeconds(treeId, 'arm64')).toEqual({ firstBuild: 100, build: 100, boot: null })
  })
})

test('what is expected is kept while a bisection goes on', async () => {
  const id = await storedBisection(store)
  const expected = async () => (await store.bisections.detail(id))?.expected
  expect(await expected()).toBeNull()
  await store.bisections.update(id, { expected: { builds: 3, runs: 9, seconds: 100 } })
  await store.bisections.update(id, { candidatesLeft: 3 })
  expect(await expected()).toEqual({ builds: 3, runs: 9, seconds: 100 })
  await store.bisections.update(id, { expected: null })
  expect(await expected()).toBeNull()
})
