import { afterAll, beforeAll, expect, test } from 'vitest'
import { hash } from '../bisections/bisection.fixture.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import { addRevision, newWatch } from '../watches/watched-revisions.fixture.ts'

let store: Store
let remove: () => Promise<void>
let treeId: string

beforeAll(async () => {
  const opened = await openTestStore()
  store = opened.store
  remove = () => opened.remove()
  treeId = (await store.trees.add({ name: 'changing', url: 'https://example.org/linux.git' })).id
})
afterAll(() => remove?.())

const seen = async () =>
  (await store.bisections.overview()).changes.map(({ kind, target, regression }) => [kind, target, regression.id])

test('the overview has what watches saw, newest first, what came back once, and what people fixed', async () => {
  expect(await seen()).toEqual([])
  const watchId = await newWatch(store, treeId)
  const failing = async (digit: number, isSame: boolean) => {
    const [check = ''] = await addRevision({ store, treeId, watchId }, digit, ['failed'])
    const about = { treeId, branch: 'main', goodHash: hash(60), badHash: hash(digit), targetName: 'arm' }
    const signature = { kind: 'oops', function: 'f', text: 'oops in f' } as const
    const more = { architecture: 'arm', testKind: 'boot', signature } as const
    return (await store.bisections.claimRegression(check, { ...about, ...more } as never, () => isSame)).id
  }
  const first = await failing(61, false)
  expect(await seen()).toEqual([['found', 'arm', first]])
  await addRevision({ store, treeId, watchId }, 62, ['passed'])
  const second = await failing(63, true)
  expect(second).not.toBe(first)
  expect(await seen()).toEqual([
    ['came back', 'arm', second],
    ['gone', 'arm', first],
    ['found', 'arm', first],
  ])
  const triage = { state: 'fixed', by: 'ann', why: 'applied', commit: hash(64), at: new Date().toISOString() } as const
  await store.bisections.triageRegression(second, triage)
  const [newest] = (await store.bisections.overview()).changes
  expect(newest).toMatchObject({
    ...{ kind: 'fixed', commit: hash(64), message: 'Set by ann: applied', regression: { id: second } },
  })
  await store.bisections.triageRegression(first, { ...triage, at: new Date(Date.now() - 90_000_000).toISOString() })
  expect((await seen()).filter(([kind]) => kind === 'fixed')).toHaveLength(1)
})
