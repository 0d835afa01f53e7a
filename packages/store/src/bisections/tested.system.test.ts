import type { NewBisection } from '@kbisect/bisection'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../connection/new-id.ts'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import { build, commits, hash, mainTarget, newBisection, otherTarget, run } from './bisection.fixture.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let url: string
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store, url } = opened)
})

afterAll(() => opened?.remove())

const failed = { kind: 'failed', signature: { kind: 'panic', text: 'panic' }, stage: 'kernel' } as const

async function treeWith(...changes: Partial<NewBisection>[]): Promise<{ treeId: string; ids: string[] }> {
  const tree = await store.trees.add({ name: newId(), url: 'https://example.org/linux.git' })
  const ids = []
  for (const change of changes) ids.push((await store.bisections.create(newBisection(tree.id, change))).id)
  return { treeId: tree.id, ids }
}

const counts = (treeId: string) =>
  query(
    url,
    `SELECT "commit", "targetName", "testKind", "passes", "failures", "others", "subject", "bisectionId"
     FROM "Tested" WHERE "treeId" = $1 ORDER BY "commit", "targetName"`,
    [treeId],
  )

describe('runs are counted for their commit', () => {
  test('over all bisections of the tree, each once', async () => {
    const { treeId, ids } = await treeWith({}, {})
    const [first = '', second = ''] = ids
    await store.bisections.saveRange(first, commits(5))
    const commit = hash(11)
    const add = (id: string, attempt: number, changes = {}) =>
      store.bisections.addRun(id, run({ commit }, attempt, changes))
    await Promise.all([add(first, 1), add(first, 2, { result: failed }), add(second, 1, { result: failed })])
    await Promise.all([1, 2, 3].map(() => add(first, 1)))
    await add(second, 2, { result: { kind: 'skipped', reason: 'exit status 125' } })
    await add(second, 1, { targetKey: otherTarget.key })
    const about = { commit, testKind: 'boot', subject: 'mm: change 1', bisectionId: second }
    expect(await counts(treeId)).toEqual([
      { ...about, targetName: 'arm', passes: 1, failures: 0, others: 0, subject: null },
      { ...about, targetName: 'arm64', passes: 1, failures: 2, others: 1 },
    ])
  })

  test('but not those of a commit with something on top of it', async () => {
    const { treeId, ids } = await treeWith({})
    const [id = ''] = ids
    for (const more of [{ reverted: hash(3) }, { patched: hash(3) }, { merged: hash(3) }])
      expect(await store.bisections.addRun(id, run({ commit: hash(11), ...more }, 1))).toBe(true)
    expect(await counts(treeId)).toEqual([])
  })

  test('nor builds, but where the test is whether it builds', async () => {
    const request = { tree: 'x', good: 'a', bad: 'b', target: { architecture: 'arm64' } } as const
    const { treeId, ids } = await treeWith({}, { request: { ...request, test: { kind: 'build' } } })
    const [boots = '', builds = ''] = ids
    for (const id of [boots, builds, builds]) {
      await store.bisections.addBuild(id, build({ commit: hash(11) }))
      await store.bisections.addBuild(id, build({ commit: hash(12) }, { result: 'failed', imageDigest: null }))
    }
    const about = { targetName: 'arm64', testKind: 'build', others: 0, subject: null, bisectionId: builds }
    expect(await counts(treeId)).toEqual([
      { ...about, commit: hash(11), passes: 1, failures: 0 },
      { ...about, commit: hash(12), passes: 0, failures: 1 },
    ])
  })

  test('and not where the run itself cannot be stored', async () => {
    await expect(store.bisections.addRun('nowhere1', run({ commit: hash(1) }, 1))).rejects.toMatchObject({
      code: 'unknown-bisection',
    })
  })
})

describe('tested revisions of a tree', () => {
  test('come with all their results, the last tested first, page by page', async () => {
    const { treeId, ids } = await treeWith({})
    const [id = ''] = ids
    await store.bisections.saveRange(id, commits(7))
    for (let at = 0; at < 7; at++) await store.bisections.addRun(id, run({ commit: hash(10 + at) }, 1))
    // Tested again, on another target: now it is the last.
    await store.bisections.addRun(id, run({ commit: hash(12) }, 1, { targetKey: otherTarget.key, result: failed }))
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Awaited<ReturnType<typeof store.tested.revisions>> = await store.tested.revisions(treeId, {
        limit: 3,
        cursor,
      })
      seen.push(...page.items.map(({ commit }) => commit))
      cursor = page.next
    }
    expect(seen).toEqual([12, 16, 15, 14, 13, 11, 10].map(hash))
    const [last] = (await store.tested.revisions(treeId, { limit: 1 })).items
    expect(last).toMatchObject({
      subject: 'mm: change 2',
      committedAt: new Date(1_600_000_002_000).toISOString(),
      results: [
        { target: 'arm', test: 'boot', passes: 0, failures: 1, bisectionId: id },
        { target: 'arm64', test: 'boot', passes: 1, failures: 0 },
      ],
    })
  })

  test('stay when their bisection is deleted', async () => {
    const { treeId, ids } = await treeWith({})
    const [id = ''] = ids
    await store.bisections.addRun(id, run({ commit: hash(11) }, 1))
    await store.bisections.remove(id)
    expect((await store.tested.revisions(treeId, { limit: 9 })).items).toMatchObject([
      { commit: hash(11), results: [{ bisectionId: null, passes: 1 }] },
    ])
  })

  test.each([
    'nonsense',
    ...['["r",1e300,"x"]', '["r","5","x"]', '["r",null,"x"]'].map((text) => Buffer.from(text).toString('base64url')),
  ])('refuse the cursor %s', async (cursor) => {
    await expect(store.tested.revisions('nowhere', { limit: 1, cursor })).rejects.toMatchObject({
      code: 'bad-cursor',
    })
  })
})

describe('the history of a regression', () => {
  test('is that of its test on its tree and target, in the order of its range, ends that are described included', async () => {
    const { treeId, ids } = await treeWith({
      good: { ref: 'v6.1', hash: hash(9) },
      bad: { ref: 'main', hash: hash(13) },
    })
    const [id = ''] = ids
    // As after a rebase: all at the same second.
    const range = commits(4).map((commit) => ({ ...commit, committedAt: 1_600_000_000 }))
    await store.bisections.saveRange(
      id,
      [...range].reverse().map((commit, at) => ({ ...commit, hash: hash(10 + at) })),
    )
    for (const [at, result] of [
      [9, undefined],
      [13, failed],
      [10, undefined],
      [12, failed],
      [11, undefined],
    ] as const)
      await store.bisections.addRun(id, run({ commit: hash(at) }, 1, result ? { result } : {}))
    await store.bisections.addRun(id, run({ commit: hash(11) }, 1, { targetKey: otherTarget.key }))
    const ends = { goodHash: hash(9), badHash: hash(13), targetName: mainTarget.name, architecture: 'arm64' }
    const regressionId = await store.bisections.addRegression(id, {
      ...ends,
      branch: null,
      treeId,
      testKind: 'boot',
      signature: null,
    })
    const tree = (await store.trees.all()).find((one) => one.id === treeId)?.name ?? ''
    expect(await store.tested.undescribed()).toContainEqual({ tree, commit: hash(9) })
    await store.tested.describe(treeId, [
      { hash: hash(9), subject: 'Linux 6.1', committedAt: new Date(1_599_999_999_000) },
      { hash: hash(10), subject: 'not asked for', committedAt: new Date(0) },
    ])
    expect(await store.tested.undescribed()).not.toContainEqual({ tree, commit: hash(9) })
    const history = await store.tested.history(regressionId)
    expect(history.map(({ commit, passes, failures }) => [commit, passes, failures])).toEqual([
      [hash(9), 1, 0],
      [hash(10), 1, 0],
      [hash(11), 1, 0],
      [hash(12), 0, 1],
      [hash(13), 0, 1],
    ])
    expect(history[0]).toMatchObject({ subject: 'Linux 6.1', bisectionId: id })
    expect(history[1]?.subject).toBe('mm: change 3')
    await store.bisections.remove(id)
    const [kept] = (await store.bisections.regressions({ limit: 1 })).items
    expect(kept).toMatchObject({ id: regressionId, bisectionId: null })
    expect(await store.tested.history(regressionId)).toHaveLength(5)
    expect(await store.tested.history('nowhere')).toEqual([])
  })
})

describe('targets that a tree was bisected on', () => {
  test('come once each, the last used first, as they were asked for', async () => {
    const request = { tree: 'x', good: 'a', bad: 'b' }
    const on = (architecture: 'arm' | 'arm64', cmdline: string) => ({
      request: { ...request, target: { architecture, cmdline } },
      targets: [architecture === 'arm' ? otherTarget : mainTarget],
    })
    const { treeId } = await treeWith(on('arm64', 'old'), on('arm', ''), on('arm64', 'new'))
    expect(await store.tested.targets(treeId)).toMatchObject([
      { name: 'arm64', request: { architecture: 'arm64', cmdline: 'new' } },
      { name: 'arm', request: { architecture: 'arm' } },
    ])
  })
})
