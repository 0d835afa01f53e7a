import type { WaitingTest } from '@kbisect/bisection'
import type { Bisection } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  build,
  culpritResult,
  hash,
  mainTarget,
  newBisection,
  storedBisection,
} from '../bisections/bisection.fixture.ts'
import { newId } from '../connection/new-id.ts'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import type { NewWatch } from './watch-store.ts'

let store: Store
let remove: () => Promise<void>
let treeId: string
let url: string

beforeAll(async () => {
  const opened = await openTestStore()
  store = opened.store
  url = opened.url
  remove = () => opened.remove()
  treeId = (await store.trees.add({ name: 'watched', url: 'https://example.org/linux.git' })).id
})
afterAll(() => remove?.())

const newWatch = (changes: Partial<NewWatch> = {}): NewWatch => ({
  name: newId(),
  treeId,
  branches: ['main'],
  targets: [{ architecture: 'arm64', fragments: [{ name: 'cma', content: 'CONFIG_CMA=y\n' }] }],
  tests: [{ kind: 'boot' }],
  schedule: { cron: '0 4 * * *' },
  revisions: 'newest',
  policy: 'notify',
  runs: 2,
  buildsPerDay: null,
  bisections: 2,
  createdBy: 'ann',
  ...changes,
})

const cell = { targetKey: mainTarget.key, targetName: 'arm64', testIndex: 0, testKind: 'boot' as const }

/** A watch with a revision of one test for each of some commits. */
async function seen(...digits: number[]): Promise<{ readonly id: string; readonly waiting: WaitingTest }> {
  const { id } = await store.watches.create(newWatch())
  for (const digit of digits) {
    const commit = { hash: hash(digit), subject: `change ${digit}`, committedAt: 1_600_000_000 + digit }
    await store.watchWork.addRevisions(id, 'main', commit.hash, [commit], [cell])
  }
  const [waiting] = await store.watchWork.waiting(id, 10)
  if (!waiting) throw new Error('nothing waits')
  return { id, waiting }
}

async function startedCheck(): Promise<{ readonly watchId: string; readonly id: string }> {
  const { id: watchId, waiting } = await seen(20)
  const bisection = newBisection(treeId, { dedupKey: newId(), title: `check ${newId()}` })
  expect(await store.watchWork.startCheck(waiting, bisection, watchId, { runs: 2, known: [] })).toBe(true)
  return { watchId, id: bisection.id }
}

test('a watch is stored with all its settings, listed by name, changed in part, and deleted', async () => {
  const asked = newWatch({ name: 'a-first' })
  const { id } = await store.watches.create(asked)
  const { treeId: _, ...settings } = asked
  expect(await store.watches.find(id)).toMatchObject({ ...settings, tree: 'watched', paused: false, waiting: 0 })
  await store.watches.create(newWatch({ name: 'b-second' }))
  const first = await store.watches.list({ limit: 1, treeId })
  expect(first.items.map(({ name }) => name)).toEqual(['a-first'])
  const second = await store.watches.list({ limit: 1, treeId, cursor: first.next ?? '' })
  expect(second.items.map(({ name }) => name)).toEqual(['b-second'])
  const changed = await store.watches.change(id, { paused: true, branches: ['ci/*'] })
  expect(changed).toMatchObject({ ...settings, paused: true, branches: ['ci/*'] })
  expect(await store.watches.remove(id)).toBe(true)
  expect(await store.watches.find(id)).toBeUndefined()
  expect(await store.watches.remove(id)).toBe(false)
  expect(await store.watches.change(id, { paused: true })).toBeUndefined()
})

test('a name belongs to one watch', async () => {
  await store.watches.create(newWatch({ name: 'taken' }))
  await expect(store.watches.create(newWatch({ name: 'taken' }))).rejects.toMatchObject({ code: 'name-taken' })
})

test('revisions are listed newest first with their results, each once, in pages', async () => {
  const { id } = await seen(11, 12, 13, 12)
  const first = await store.watches.revisions({ watchId: id, limit: 2 })
  expect(first.items.map(({ commit }) => commit)).toEqual([hash(13), hash(12)])
  const second = await store.watches.revisions({ watchId: id, limit: 2, cursor: first.next ?? '' })
  expect(second.items.map(({ commit }) => commit)).toEqual([hash(11)])
  expect(second.next).toBeNull()
  expect(second.items[0]).toMatchObject({
    ...{ tree: 'watched', branch: 'main', subject: 'change 11' },
    results: [{ target: 'arm64', test: 'boot', testIndex: 0, state: 'waiting', passes: 0 }],
  })
  expect(await store.watches.branches(id)).toEqual(['main'])
  expect(await store.watches.find(id)).toMatchObject({ waiting: 3, testing: 0 })
  const one = await store.watches.revisions({ watchId: id, limit: 9, branch: 'main', commit: hash(12) })
  expect(one.items).toHaveLength(1)
  await expect(store.watches.revisions({ watchId: id, limit: 1, cursor: 'nonsense' })).rejects.toMatchObject({
    code: 'bad-cursor',
  })
})

test('a waiting test is begun by one check alone', async () => {
  const { id, waiting } = await seen(21)
  const start = () => store.watchWork.startCheck(waiting, newBisection(treeId), id, { runs: 2, known: [] })
  expect((await Promise.all([start(), start(), start()])).toSorted((a, b) => Number(a) - Number(b))).toEqual([
    ...[false, false, true],
  ])
  expect(await store.watches.checks(id)).toHaveLength(1)
})

test('no check begins once a watch is paused or deleted', async () => {
  const { id, waiting } = await seen(23)
  const start = () => store.watchWork.startCheck(waiting, newBisection(treeId), id, { runs: 2, known: [] })
  await store.watches.change(id, { paused: true })
  expect(await start()).toBe(false)
  await store.watches.remove(id)
  expect(await start()).toBe(false)
})

test('no list, count or limit of bisections has a check, until it searches', async () => {
  const { id } = await startedCheck()
  const record = await store.bisections.find(id)
  expect(record).toMatchObject({ state: 'running', check: { runs: 2, known: [] }, watch: { policy: 'notify' } })
  const everywhere = async () => {
    const overview = await store.bisections.overview()
    return {
      list: (await store.bisections.summaries({ limit: 100 })).items.some((one) => one.id === id),
      running: overview.running.some((one) => one.id === id),
      total: overview.totals.running,
      stats: (await store.serviceStats.take()).bisections.running ?? 0,
    }
  }
  expect(await everywhere()).toEqual({ list: false, running: false, total: 0, stats: 0 })
  // One that a person asks for begins beside it under a limit of one.
  const asked = await storedBisection(store, { dedupKey: newId() })
  expect(await store.bisections.admit(1)).toEqual([asked])
  expect(await store.bisections.promote(id)).toBe(true)
  expect((await store.bisections.find(id))?.check).toBeUndefined()
  expect(await everywhere()).toEqual({ list: true, running: true, total: 2, stats: 2 })
})

test('a check says so, with its watch and what is known of its revision, until it searches', async () => {
  const { id, watchId } = await startedCheck()
  const revision = (await store.bisections.find(id))?.bad.hash ?? ''
  const { name } = (await store.watches.find(watchId)) ?? {}
  const detail = async (one = id) => (await store.bisections.detail(one)) as Bisection
  expect(await detail()).toMatchObject({
    watch: { id: watchId, name },
    check: { revision, state: 'testing', regressionId: null },
  })
  const counted = { passes: 0, failures: 3, signature: null, sameAs: null, regressionId: null }
  await store.bisections.settleCheck(id, { ...counted, state: 'failed', reason: 'It fails.' })
  expect((await detail()).check?.state).toBe('failed')
  const ended = { ...culpritResult, outcome: 'not-reproduced', culprit: null, label: null } as const
  await store.bisections.update(id, {
    ...{ state: 'finished', finishedAt: 'now', result: { ...ended, cause: 'boundaries alike' } },
  })
  expect((await detail()).check?.state).toBe('flaky')
  const { id: other, watchId: its } = await startedCheck()
  await store.bisections.promote(other)
  expect(await detail(other)).not.toHaveProperty('check')
  expect((await detail(other)).watch?.id).toBe(its)
  await store.watches.remove(watchId)
  expect(await detail()).not.toHaveProperty('watch')
  expect((await detail()).check).toEqual({ revision, state: 'flaky', regressionId: null })
  const asked = await storedBisection(store)
  expect(await detail(asked)).not.toHaveProperty('check')
  expect(await detail(asked)).not.toHaveProperty('watch')
})

test('whoever asks for the range of a check gets a bisection of their own', async () => {
  const { id } = await startedCheck()
  const { items } = await store.bisections.summaries({ limit: 100 })
  expect(items.map((one) => one.id)).not.toContain(id)
  const { id: watchId, waiting } = await seen(22)
  const bisection = newBisection(treeId, { dedupKey: 'the same question' })
  await store.watchWork.startCheck(waiting, bisection, watchId, { runs: 2, known: [] })
  expect(await store.bisections.findByDedupKey('the same question')).toBeUndefined()
})

test('what tasks usually take, trends, targets and reports of regressions know nothing of a check, until it searches', async () => {
  const { trees, bisections, regressionImports, tested } = store
  const tree = await trees.add({ name: newId(), url: 'https://example.org/linux.git' })
  const { id: watchId } = await store.watches.create(newWatch({ treeId: tree.id }))
  const commit = { hash: hash(25), subject: 'a change', committedAt: 25 }
  await store.watchWork.addRevisions(watchId, 'main', commit.hash, [commit], [cell])
  const [waiting] = await store.watchWork.waiting(watchId, 1)
  if (!waiting) throw new Error('nothing waits')
  const dedupKey = newId()
  const { id } = await bisections.create(newBisection(tree.id, { dedupKey: newId(), title: 'asked for' }))
  const check = newBisection(tree.id, { dedupKey, title: 'check' })
  await store.watchWork.startCheck(waiting, check, watchId, { runs: 2, known: [] })
  for (const [one, seconds] of [
    [id, 600],
    [check.id, 4],
  ] as const) {
    await bisections.update(one, { startedAt: new Date() })
    await bisections.addBuild(one, build({ commit: hash(10) }, { seconds }))
  }
  const everywhere = async () => ({
    usual: (await bisections.usualSeconds(tree.id, 'arm64'))?.firstBuild,
    known: await regressionImports.bisectionOf([dedupKey]),
    targets: (await tested.targets(tree.id)).map(({ lastUsedAt }) => lastUsedAt),
    ended: (await bisections.trends({ from: '2020-01-01', treeId: tree.id })).map((day) => day.bisections),
  })
  const rows = await query(url, `SELECT "id", "createdAt" FROM "Bisection" WHERE "treeId" = '${tree.id}'`)
  const moments = new Map(rows.map((row) => [row.id as string, (row.createdAt as Date).toISOString()]))
  const createdAt = (one: string) => moments.get(one) ?? 'unknown'
  expect(await everywhere()).toEqual({ usual: 600, known: undefined, targets: [createdAt(id)], ended: [] })
  await bisections.promote(check.id)
  expect(await everywhere()).toMatchObject({ usual: 302, known: check.id, targets: [createdAt(check.id)] })
  await query(url, `UPDATE "Bisection" SET "check" = '{}' WHERE "id" = '${check.id}'`)
  await bisections.update(check.id, { state: 'finished', finishedAt: 'now' })
  expect(await everywhere()).toEqual({ usual: 600, known: undefined, targets: [createdAt(id)], ended: [] })
})

test('no more bisections of a watch go on than it allows', async () => {
  const { id: watchId } = await seen(30)
  await store.watches.change(watchId, { bisections: 1 })
  const ids: string[] = []
  for (const digit of [31, 32]) {
    const commit = { hash: hash(digit), subject: 'a change', committedAt: digit }
    await store.watchWork.addRevisions(watchId, `branch-${digit}`, commit.hash, [commit], [cell])
    const waiting = (await store.watchWork.waiting(watchId, 10)).find((one) => one.branch === `branch-${digit}`)
    const bisection = newBisection(treeId)
    if (waiting) await store.watchWork.startCheck(waiting, bisection, watchId, { runs: 2, known: [] })
    ids.push(bisection.id)
  }
  const [first = '', second = ''] = ids
  expect(await store.bisections.promote(first)).toBe(true)
  expect(await store.bisections.promote(second)).toBe(false)
  await store.bisections.update(first, { state: 'finished' })
  expect(await store.bisections.promote(second)).toBe(true)
})

test('what a watch began stays when the watch is deleted', async () => {
  const { id, watchId } = await startedCheck()
  await store.watches.remove(watchId)
  expect((await store.bisections.find(id))?.watch).toBeUndefined()
  const settled = {
    state: 'passed',
    passes: 2,
    failures: 0,
    signature: null,
    reason: 'It passed.',
    sameAs: null,
  } as const
  expect(await store.bisections.settleCheck(id, { ...settled, regressionId: null })).toEqual({})
})

test('a watch whose policy tells nobody has no mails', async () => {
  const ended = async (policy: NewWatch['policy']) => {
    const { id, watchId } = await startedCheck()
    await store.watches.change(watchId, { policy })
    await store.bisections.promote(id)
    const culprit = {
      hash: hash(5),
      subject: 'mm: x',
      author: 'Ann <a@example.org>',
      authoredAt: '2026-01-01T00:00:00.000Z',
    }
    const empty = { basis: null, merge: null, range: [], signature: null, affectedTargets: [], checks: [] }
    const more = { assumptions: [], findings: [], drift: [], canChange: null, ranked: [], probability: 1, cause: null }
    const result = { outcome: 'culprit', label: 'confirmed', reason: 'x', culprit, ...empty, ...more } as const
    await store.bisections.update(id, {
      state: 'finished',
      finishedAt: 'now',
      result: structuredClone(result) as never,
    })
    return id
  }
  const [quiet, loud] = [await ended('bisect'), await ended('notify')]
  const planned = await store.mails.toPlan(new Date(0))
  expect(planned).toContain(loud)
  expect(planned).not.toContain(quiet)
})
