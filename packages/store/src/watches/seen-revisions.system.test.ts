import type { CellResult } from '@kbisect/bisection'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hash } from '../bisections/bisection.fixture.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import type { SeenRevision } from './seen-revisions.ts'
import { addRevision, newWatch } from './watched-revisions.fixture.ts'

let store: Store
let remove: () => Promise<void>
let treeId: string
let watchId: string

beforeAll(async () => {
  const opened = await openTestStore()
  store = opened.store
  remove = () => opened.remove()
  treeId = (await store.trees.add({ name: 'seen', url: 'https://example.org/linux.git' })).id
})
afterAll(() => remove?.())

const add = (digit: number, states: Parameters<typeof addRevision>[2], branch?: string) =>
  addRevision({ store, treeId, watchId }, digit, states, branch)

async function found(commit: string, branch?: string): Promise<SeenRevision> {
  const revision = await store.seenRevisions.find({ watchId, commit, branch })
  if (!revision || revision === 'ambiguous') throw new Error(`${revision} ${commit}`)
  return revision
}

test('a revision is found by its hash, by the beginning of it, and on the branch where it was seen last', async () => {
  watchId = await newWatch(store, treeId)
  await add(41, ['passed', 'failed'])
  await add(42, [])
  await add(41, [], 'other')
  const last = await found(hash(41))
  expect(last).toMatchObject({ branch: 'other', subject: 'change 41', results: [{ state: 'waiting' }, {}] })
  expect((await found(hash(41), 'main')).branch).toBe('main')
  const distinct = hash(41)
    .split('')
    .findIndex((digit, at) => digit !== hash(42)[at])
  expect((await found(hash(41).slice(0, distinct + 1), 'main')).results).toMatchObject([
    { target: 'arm', targetKey: 'key of arm', state: 'passed', regression: null, bisection: null },
    { target: 'arm64', state: 'failed', signature: { function: 'f' } },
  ])
  expect(await store.seenRevisions.find({ watchId, commit: hash(41).slice(0, distinct) })).toBe('ambiguous')
  expect(await store.seenRevisions.find({ watchId, commit: hash(77) })).toBeUndefined()
  expect(await store.seenRevisions.find({ watchId, commit: hash(42), branch: 'other' })).toBeUndefined()
  expect(await store.seenRevisions.find({ watchId: 'another1', commit: hash(42) })).toBeUndefined()
})

test('the revision before has a result, and the last good one passed on all targets that are asked for', async () => {
  watchId = await newWatch(store, treeId)
  await add(51, ['passed', 'passed'])
  await add(52, ['passed', 'failed'])
  await add(53, ['not known'])
  await add(54, [])
  await add(55, ['passed', 'passed'], 'other')
  await add(56, ['failed', 'failed'])
  const revision = await found(hash(56))
  const [arm, arm64] = revision.results as [CellResult, CellResult]
  const good = async (...asked: CellResult[]) =>
    (await store.seenRevisions.lastGood(watchId, revision, asked))?.commit ?? null
  expect((await store.seenRevisions.previous(watchId, revision))?.commit).toBe(hash(52))
  expect(await good(arm)).toBe(hash(52))
  expect(await good(arm, arm64)).toBe(hash(51))
  expect(await good({ ...arm, targetKey: 'changed' })).toBeNull()
  const first = await found(hash(51))
  expect(await store.seenRevisions.previous(watchId, first)).toBeUndefined()
  expect(await store.seenRevisions.lastGood(watchId, first, [arm])).toBeUndefined()
})

test('a failure has its regression, and the bisection of that once more than checks ran', async () => {
  watchId = await newWatch(store, treeId)
  const [check = ''] = await add(61, ['failed'])
  const signature = { kind: 'oops', function: 'f', text: 'oops in f' } as const
  const claimed = {
    ...{ treeId, branch: 'main', goodHash: hash(60), badHash: hash(61), targetName: 'arm', architecture: 'arm' },
    ...{ testKind: 'boot', signature },
  } as const
  const { id } = await store.bisections.claimRegression(check, claimed as never, () => false)
  const regression = { id, state: 'open', gone: false, good: hash(60) }
  expect((await found(hash(61))).results[0]).toMatchObject({ regression, bisection: null })
  expect(await store.bisections.promote(check)).toBe(true)
  expect((await found(hash(61))).results[0]).toMatchObject({ regression, bisection: { id: check, state: 'finished' } })
})
