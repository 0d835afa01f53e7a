import type { CellResult } from '@kbisect/bisection'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hash, newBisection } from '../bisections/bisection.fixture.ts'
import { newId } from '../connection/new-id.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import type { SeenRevision } from './seen-revisions.ts'

let store: Store
let remove: () => Promise<void>
let treeId: string
let watchId: string

const cells = ['arm', 'arm64'].map((targetName) => ({
  ...{ targetKey: `key of ${targetName}`, targetName, testIndex: 0, testKind: 'boot' as const },
}))

beforeAll(async () => {
  const opened = await openTestStore()
  store = opened.store
  remove = () => opened.remove()
  treeId = (await store.trees.add({ name: 'seen', url: 'https://example.org/linux.git' })).id
})
afterAll(() => remove?.())

async function newWatch(): Promise<void> {
  const { id } = await store.watches.create({
    ...{ name: newId(), treeId, branches: ['main'], targets: [{ architecture: 'arm' }, { architecture: 'arm64' }] },
    ...{ tests: [{ kind: 'boot' }], schedule: { everySeconds: 900 }, revisions: 'newest', policy: 'notify', runs: 2 },
    ...{ buildsPerDay: null, bisections: 2, createdBy: null },
  })
  watchId = id
}

type State = 'passed' | 'failed' | 'not known'

/** A revision of which one target after the other has a result. */
async function addRevision(digit: number, states: readonly State[], branch = 'main'): Promise<string[]> {
  const commit = { hash: hash(digit), subject: `change ${digit}`, committedAt: 1_600_000_000 + digit }
  await store.watchWork.addRevisions(watchId, branch, commit.hash, [commit], cells)
  const { items } = await store.watches.revisions({ watchId, branch, commit: commit.hash, limit: 1 })
  const [revision] = items
  const checks: string[] = []
  for (const [at, state] of states.entries()) {
    const targetKey = cells[at]?.targetKey ?? ''
    const waiting = { revisionId: revision?.id ?? '', branch, commit: commit.hash, targetKey, testIndex: 0 }
    const bisection = newBisection(treeId, { dedupKey: newId() })
    await store.watchWork.startCheck(waiting, bisection, watchId, { runs: 2, known: [] })
    const signature = state === 'failed' ? { kind: 'oops', function: 'f', text: 'oops in f' } : null
    const settled = { state, passes: 2, failures: 0, reason: 'so', sameAs: null, regressionId: null } as const
    await store.bisections.settleCheck(bisection.id, { ...settled, signature: signature as CellResult['signature'] })
    await store.bisections.update(bisection.id, { state: 'finished' })
    checks.push(bisection.id)
  }
  return checks
}

async function found(commit: string, branch?: string): Promise<SeenRevision> {
  const revision = await store.seenRevisions.find({ watchId, commit, branch })
  if (!revision || revision === 'ambiguous') throw new Error(`${revision} ${commit}`)
  return revision
}

test('a revision is found by its hash, by the beginning of it, and on the branch where it was seen last', async () => {
  await newWatch()
  await addRevision(41, ['passed', 'failed'])
  await addRevision(42, [])
  await addRevision(41, [], 'other')
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
  await newWatch()
  await addRevision(51, ['passed', 'passed'])
  await addRevision(52, ['passed', 'failed'])
  await addRevision(53, ['not known'])
  await addRevision(54, [])
  await addRevision(55, ['passed', 'passed'], 'other')
  await addRevision(56, ['failed', 'failed'])
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
  await newWatch()
  const [check = ''] = await addRevision(61, ['failed'])
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
