import type { BisectionResult, Triage } from '@kbisect/contracts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { hash, newBisection } from '../bisections/bisection.fixture.ts'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store
let treeId: string
let trees = 0

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})
afterAll(() => opened?.remove())
beforeEach(async () => {
  treeId = (await store.trees.add({ name: `tree${++trees}`, url: `/tree${trees}` })).id
})

const boot = { kind: 'boot' } as const
type Test = NonNullable<ReturnType<typeof newBisection>['request']['test']>

/** A dedup key of the tree of this test. */
const keyOf = (dedupKey: string): string => `${dedupKey} in ${treeId}`

/** A bisection whose boundaries are checked; `dedupKey` says what was asked. */
async function found(dedupKey: string, asked: Test = boot, targetName = 'arm64'): Promise<string> {
  const plain = newBisection(treeId)
  const { id } = await store.bisections.create({
    ...plain,
    dedupKey: keyOf(dedupKey),
    request: { ...plain.request, test: asked },
  })
  const place = { treeId, branch: null, architecture: 'arm64', targetName, testKind: asked.kind }
  await store.bisections.addRegression(id, { ...place, goodHash: hash(1), badHash: hash(2), signature: null })
  return id
}

/** Ends a bisection with a culprit. */
async function blames(id: string, culprit: number): Promise<void> {
  const commit = { hash: hash(culprit), subject: 'x', author: 'A <a@b.c>' }
  const result = {
    outcome: 'culprit',
    label: 'confirmed',
    culprit: commit,
    reason: 'it is',
  } as unknown as BisectionResult
  await store.bisections.update(id, { state: 'finished', stage: 'done', finishedAt: 'now', result })
}

const open = async () =>
  (await store.bisections.regressions({ limit: 50, filter: { tree: `tree${trees}`, state: ['open'] } })).items
const regressionOf = async (id: string) => (await store.bisections.detail(id))?.regression
const triage = (state: Triage['state'], at = '2026-01-01T00:00:00.000Z'): Triage => ({
  ...{ state, by: 'ann', why: null, commit: null, at },
})

test('bisections of other ranges that find the same culprit are about one regression', async () => {
  const ids = [await found('a'), await found('b'), await found('c', boot, 'arm64/other')]
  expect(await open()).toHaveLength(3)
  for (const id of ids) await blames(id, 7)
  const [one, ...others] = await open()
  expect(others).toEqual([])
  expect(one?.culprit).toMatchObject({ hash: hash(7) })
  const detail = await store.bisections.regression(one?.id ?? '')
  expect(new Set(detail?.bisectionIds)).toEqual(new Set(ids))
  for (const id of ids) expect(await regressionOf(id)).toEqual({ id: one?.id, state: 'open' })
})

test('a request that is repeated while the first bisection of it runs makes no second regression', async () => {
  const [first, second] = [await found('same'), await found('same')]
  expect(await open()).toHaveLength(1)
  await blames(first, 7)
  await blames(second, 8)
  // What they found differs after all.
  expect(await open()).toHaveLength(2)
})

test('a bisection without a culprit joins no two culprits, and its own regression is never in front', async () => {
  const ids = [await found('same'), await found('same'), await found('same')]
  await blames(ids[1] ?? '', 7)
  expect((await open()).map(({ culprit }) => culprit?.hash)).toEqual([hash(7)])
  await blames(ids[2] ?? '', 8)
  const culprits = (await open()).map(({ culprit }) => culprit?.hash)
  expect(new Set(culprits)).toEqual(new Set([hash(7), hash(8)]))
  expect(culprits).toHaveLength(2)
  const [seventh, eighth] = [await regressionOf(ids[1] ?? ''), await regressionOf(ids[2] ?? '')]
  await store.bisections.triageRegression(seventh?.id ?? '', triage('fixed'))
  expect(await regressionOf(ids[2] ?? '')).toEqual({ id: eighth?.id, state: 'open' })
  // The one without a culprit follows the first that the same request found.
  expect(await regressionOf(ids[0] ?? '')).toEqual({ id: seventh?.id, state: 'fixed' })
})

test('the regression of a culprit is known before it is stored', async () => {
  const [first, second] = [await found('same'), await found('same')]
  await blames(first, 7)
  const about = async (culprit: number) =>
    (await store.bisections.findRegression({ bisectionId: second, culpritHash: hash(culprit) }))?.id
  const same = await about(7)
  expect(same).toBe((await regressionOf(first))?.id)
  const other = await about(8)
  expect(other).not.toBe(same)
  await blames(second, 8)
  expect((await regressionOf(second))?.id).toBe(other)
})

test('a result that is stored again leaves the original, and a deleted bisection does not come back', async () => {
  const [first, second] = [await found('a'), await found('b')]
  for (const id of [first, second]) await blames(id, 7)
  const original = await regressionOf(first)
  for (const id of [first, second, first]) await blames(id, 7)
  expect(await regressionOf(second)).toEqual(original)
  await store.bisections.remove(first)
  await blames(second, 7)
  expect(await open()).toHaveLength(1)
})

test('another test, another tree and another culprit are other regressions', async () => {
  const script = (text: string): Test => ({ kind: 'script', script: text })
  for (const id of [await found('a'), await found('b', script('one')), await found('c', script('two'))])
    await blames(id, 7)
  await blames(await found('d'), 8)
  expect(await open()).toHaveLength(4)
  treeId = (await store.trees.add({ name: `tree${++trees}`, url: '/other' })).id
  await blames(await found('a'), 7)
  expect(await open()).toHaveLength(1)
})

test('what is said of one holds for all bisections of it, whichever it is said of', async () => {
  const [first, second] = [await found('a'), await found('b')]
  for (const id of [first, second]) await blames(id, 7)
  const own = await query<{ id: string }>(opened.url, 'SELECT "id" FROM "Regression" WHERE "bisectionId" = $1', [
    second,
  ])
  const event = { type: 'triaged', message: 'Known.', data: {} } as const
  await store.bisections.triageRegression(own[0]?.id ?? '', triage('known'), { events: [event] })
  for (const id of [first, second]) {
    expect(await regressionOf(id)).toMatchObject({ state: 'known' })
    expect(await store.events.list({ bisectionId: id, after: 0, limit: 50 })).toContainEqual(
      expect.objectContaining({ type: 'triaged' }),
    )
  }
  const third = await found('c')
  await blames(third, 7)
  expect(await regressionOf(third)).toMatchObject({ state: 'known' })
  expect(await open()).toEqual([])
  await store.bisections.triageRegression((await regressionOf(third))?.id ?? '', triage('fixed'))
  // A request that comes again after the fix is searched again, whichever bisection would answer.
  for (const dedupKey of ['a', 'b', 'c']) expect(await store.bisections.findByDedupKey(keyOf(dedupKey))).toBeUndefined()
})

test('what was said before two regressions turn out to be one is kept, the last word for both', async () => {
  const [first, second] = [await found('a'), await found('b')]
  const said = async (id: string, state: Triage['state'], at: string) =>
    store.bisections.triageRegression((await regressionOf(id))?.id ?? '', triage(state, at))
  await said(first, 'known', '2026-01-01T00:00:00.000Z')
  await said(second, 'false positive', '2026-01-02T00:00:00.000Z')
  for (const id of [first, second]) await blames(id, 7)
  for (const id of [first, second]) expect(await regressionOf(id)).toMatchObject({ state: 'false positive' })
  // A later search shows that it is another one: what was said of it stays with it.
  await blames(second, 9)
  expect(await regressionOf(second)).toMatchObject({ state: 'false positive' })
  expect(await store.bisections.findRegression({ bisectionId: second })).toMatchObject({ culprit: { hash: hash(9) } })
})

test('the first of them may change its culprit, and the others stay one regression', async () => {
  const ids = [await found('a'), await found('b'), await found('c')]
  for (const id of ids) await blames(id, 7)
  await blames(ids[0] ?? '', 8)
  const culprits = (await open()).map(({ culprit }) => culprit?.hash)
  expect(culprits).toHaveLength(2)
  expect(new Set(culprits)).toEqual(new Set([hash(7), hash(8)]))
})

test('a bisection that is deleted takes no regression of others with it', async () => {
  const [first, second] = [await found('a'), await found('b')]
  for (const id of [first, second]) await blames(id, 7)
  const { id } = (await regressionOf(first)) ?? { id: '' }
  await store.bisections.triageRegression(id, triage('claimed'))
  await store.bisections.remove(first)
  expect(await regressionOf(second)).toMatchObject({ state: 'claimed' })
  expect(await store.bisections.regression(id)).toMatchObject({ bisectionId: second, culprit: { hash: hash(7) } })
})

test('two bisections that end at the same moment are about one regression', async () => {
  const ids = [await found('a'), await found('b'), await found('c'), await found('d')]
  await Promise.all(ids.map((id) => blames(id, 7)))
  expect(await open()).toHaveLength(1)
})

test('what is triaged is written for all its bisections in one statement, with the regressions of the tree locked', async () => {
  const ids = [await found('a'), await found('b'), await found('c')]
  for (const id of ids) await blames(id, 7)
  // Notes each statement that writes events, with the advisory locks of its transaction.
  await query(
    opened.url,
    `CREATE TABLE noted (locks int);
    CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO noted SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted;
      RETURN NULL;
    END $$;
    CREATE TRIGGER note AFTER INSERT ON "Event" FOR EACH STATEMENT EXECUTE FUNCTION note();`,
  )
  const event = { type: 'triaged', message: 'ann set the triage state to known.' } as const
  await store.bisections.triageRegression((await regressionOf(ids[0] ?? ''))?.id ?? '', triage('known'), {
    events: [event],
  })
  const noted = await query<{ locks: number }>(opened.url, 'SELECT locks FROM noted')
  await query(opened.url, 'DROP TRIGGER note ON "Event"')
  // That of the tree's regressions, and that of writers of events.
  expect(noted).toEqual([{ locks: 2 }])
  for (const id of ids) {
    const [last] = (await store.events.list({ bisectionId: id, after: 0, limit: 50 })).slice(-1)
    expect(last).toMatchObject(event)
  }
})
