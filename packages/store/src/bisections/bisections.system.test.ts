import { taskKey } from '@kbisect/bisection'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { query, startTestPostgres, type TestPostgres } from '../connection/postgres.fixture.ts'
import { openStore, type Store } from '../store.ts'
import {
  boot,
  build,
  commits,
  culpritResult,
  digest,
  hash,
  mainTarget,
  newBisection,
  otherTarget,
  run,
  search,
  storedBisection,
} from './bisection.fixture.ts'

const all = { limit: 200 }

let postgres: TestPostgres
let url: string
let store: Store

beforeAll(async () => {
  postgres = await startTestPostgres()
  url = await postgres.database()
  store = await openStore(url)
})

afterAll(async () => {
  await store?.close()
  await postgres?.remove()
})

describe('a bisection', () => {
  test('knows where the call trace of its failure points, once that was looked up', async () => {
    const id = await storedBisection(store)
    expect(await store.bisections.find(id)).not.toHaveProperty('suspects')
    const suspects = {
      functions: [
        { name: 'cma_init', files: ['mm/cma.c'] },
        { name: '\0ops', files: [] },
      ],
    }
    await store.bisections.update(id, { suspects })
    await store.bisections.update(id, { stage: 'narrow' })
    const found = { functions: [suspects.functions[0], { name: '\uFFFDops', files: [] }] }
    expect((await store.bisections.find(id))?.suspects).toEqual(found)
  })

  test('that is not there is undefined, and cannot be changed', async () => {
    expect(await store.bisections.find('nowhere')).toBeUndefined()
    const gone = { code: 'unknown-bisection' }
    await expect(store.bisections.update('nowhere', { state: 'paused' })).rejects.toMatchObject(gone)
    await expect(store.bisections.facts('nowhere')).rejects.toMatchObject(gone)
    await expect(store.bisections.addBuild('nowhere', build({ commit: hash(1) }))).rejects.toMatchObject(gone)
    await expect(
      store.bisections.startWork('nowhere', boot(hash(1)), { name: 'host-1', process: 'p1' }),
    ).rejects.toMatchObject(gone)
    await expect(store.bisections.saveRange('nowhere', commits(1))).rejects.toMatchObject(gone)
    await expect(store.bisections.addEvent('nowhere', 'created', 'created')).rejects.toMatchObject(gone)
  })

  test('needs a tree that is there and an id of its own', async () => {
    await expect(store.bisections.create(newBisection('nowhere'))).rejects.toMatchObject({ code: 'unknown-tree' })
    const id = await storedBisection(store)
    const treeId = (await store.bisections.find(id))?.tree.id ?? ''
    const again = store.bisections.create(newBisection(treeId, { id }))
    await expect(again).rejects.toMatchObject({ code: 'already-exists' })
  })

  test('is among those that are stored, whatever its state, until it is removed', async () => {
    const [queued, paused] = [await storedBisection(store), await storedBisection(store)]
    await store.bisections.update(paused, { state: 'paused', pauseReason: 'no worker can build arm64' })
    expect((await store.bisections.stored([queued, 'unknown', paused])).sort()).toEqual([queued, paused].sort())
    await store.bisections.remove(queued)
    expect(await store.bisections.stored([queued, paused])).toEqual([paused])
    expect(await store.bisections.stored([])).toEqual([])
  })

  test('is removed with all its facts', async () => {
    const id = await storedBisection(store)
    await store.bisections.saveRange(id, commits(2))
    await store.bisections.addRun(id, run({ commit: hash(10) }, 1))
    await store.bisections.addEvent(id, 'created', 'created')
    await store.bisections.remove(id)
    await store.bisections.remove(id)
    expect(await store.bisections.find(id)).toBeUndefined()
    expect(await store.events.list({ bisectionId: id, after: 0, limit: 10 })).toEqual([])
  })
})

describe('facts', () => {
  test('a build that is taken back can be added again; others stay', async () => {
    const id = await storedBisection(store)
    const revision = { commit: hash(11) }
    const other = { ...revision, reverted: hash(12) }
    for (const each of [revision, other]) await store.bisections.addBuild(id, build(each))
    await store.bisections.forgetBuild(id, build(revision))
    expect((await store.bisections.facts(id)).builds.map((each) => each.revision)).toEqual([other])
    expect(await store.bisections.addBuild(id, build(revision))).toBe(true)
  })

  test('a clean build is another one than the first of its revision, and is taken back by itself', async () => {
    const id = await storedBisection(store)
    const revision = { commit: hash(11) }
    const [usual, clean] = [build(revision), { ...build(revision), clean: true, imageDigest: digest(2) }]
    for (const each of [usual, clean]) expect(await store.bisections.addBuild(id, each)).toBe(true)
    expect(await store.bisections.addBuild(id, clean)).toBe(false)
    expect(await store.bisections.addRun(id, { ...run(revision, 1), image: digest(2) }, clean)).toBe(true)
    expect(await store.bisections.addRun(id, run(revision, 2), usual)).toBe(true)
    const facts = await store.bisections.facts(id)
    expect(facts.builds.map((each) => each.clean ?? false)).toEqual([false, true])
    expect(facts.runs.map(({ image }) => image)).toEqual([digest(2), undefined])
    expect((await store.bisections.builds(id, all)).items.map((each) => each.clean)).toEqual([false, true])
    expect((await store.bisections.runs(id, all)).items.map(({ image }) => image)).toEqual([digest(2), null])
    await store.bisections.forgetBuild(id, clean)
    expect((await store.bisections.facts(id)).builds).toEqual([expect.not.objectContaining({ clean: true })])
    expect(await store.bisections.addRun(id, run(revision, 3), clean)).toBe(false)
    await store.bisections.addBuild(id, clean)
    await store.bisections.repin(id, [{ targetKey: usual.targetKey, kind: 'toolchain' }])
    expect((await store.bisections.facts(id)).builds).toEqual([])
  })

  test('of a commit as it is and with a fix applied are different ones', async () => {
    const id = await storedBisection(store)
    const revisions = [
      { commit: hash(10) },
      { commit: hash(10), patched: hash(14) },
      { commit: hash(10), patched: hash(15) },
      { commit: hash(10), reverted: hash(11), patched: hash(14) },
    ]
    for (const revision of revisions) {
      expect(await store.bisections.addBuild(id, build(revision))).toBe(true)
      expect(await store.bisections.addRun(id, run(revision, 1))).toBe(true)
      expect(await store.bisections.addRun(id, run(revision, 1))).toBe(false)
    }
    const { builds, runs } = await store.bisections.facts(id)
    expect(builds.map(({ revision }) => revision)).toEqual(revisions)
    expect(runs.map(({ revision }) => revision)).toEqual(revisions)
    await store.bisections.forgetBuild(id, build({ commit: hash(10), patched: hash(14) }))
    expect((await store.bisections.facts(id)).builds.map(({ revision }) => revision)).toEqual(
      revisions.filter((_, at) => at !== 1),
    )
  })

  test('of the same task told by many at once count once', async () => {
    const id = await storedBisection(store)
    const told = await Promise.all(
      Array.from({ length: 10 }, () => store.bisections.addRun(id, run({ commit: hash(10) }, 1))),
    )
    expect(told.filter(Boolean)).toHaveLength(1)
  })

  test('may hold whatever a kernel prints', async () => {
    const id = await storedBisection(store)
    const text = 'panic in \0cma\ud800_init: „“'
    const result = { kind: 'failed', stage: 'kernel', signature: { kind: 'panic', text } } as const
    await store.bisections.addRun(id, run({ commit: hash(10) }, 1, { result, command: 'qemu \0' }))
    const { runs } = await store.bisections.facts(id)
    expect(runs[0]).toMatchObject({
      command: 'qemu \uFFFD',
      result: { signature: { text: 'panic in \uFFFDcma\uFFFD_init: „“' } },
    })
  })

  test('have the faults of each task, but none from before it was resumed', async () => {
    const id = await storedBisection(store)
    const fault = { task: 'build.x', code: 'disk-full', message: 'no room', worker: 'host-1' }
    await store.bisections.addInfrastructureError(id, fault)
    await store.bisections.addInfrastructureError(id, { ...fault, message: 'still no room', worker: 'host-2' })
    await store.bisections.addInfrastructureError(id, { ...fault, task: 'boot.y' })
    const { infrastructureErrors } = await store.bisections.facts(id)
    expect(infrastructureErrors).toEqual(
      new Map([
        [
          'build.x',
          [
            { code: 'disk-full', message: 'no room', worker: 'host-1' },
            { code: 'disk-full', message: 'still no room', worker: 'host-2' },
          ],
        ],
        ['boot.y', [{ code: 'disk-full', message: 'no room', worker: 'host-1' }]],
      ]),
    )
    await query(url, `UPDATE "InfrastructureError" SET "at" = "at" - interval '1 minute'`)
    await store.bisections.update(id, { resumedAt: new Date(Date.now() - 1000) })
    await store.bisections.addInfrastructureError(id, { ...fault, message: 'again' })
    expect((await store.bisections.facts(id)).infrastructureErrors).toEqual(
      new Map([['build.x', [{ code: 'disk-full', message: 'again', worker: 'host-1' }]]]),
    )
    expect((await store.bisections.detail(id))?.progress.infrastructureErrors).toBe(4)
  })
})

describe('the range', () => {
  test('tells files that are not known from none', async () => {
    const id = await storedBisection(store)
    const paths = [['mm/cma.c', 'mm/„odd\n name“.c'], [], undefined]
    const range = commits(3).map((commit, at) => ({ ...commit, ...(paths[at] ? { paths: paths[at] } : {}) }))
    await store.bisections.saveRange(id, range)
    expect(await store.bisections.range(id)).toStrictEqual(range)
  })

  test('is empty, then written once, even by several at once', async () => {
    const id = await storedBisection(store)
    expect(await store.bisections.range(id)).toEqual([])
    await Promise.all([1, 2, 3].map(() => store.bisections.saveRange(id, commits(5))))
    await store.bisections.saveRange(id, commits(9))
    expect(await store.bisections.range(id)).toEqual(commits(5))
  })

  test('may be as long as a merge window', async () => {
    const id = await storedBisection(store)
    const many = Array.from({ length: 20_000 }, (_, at) => ({
      ...(commits(1)[0] ?? never()),
      hash: at.toString(16).padStart(40, '0'),
      paths: [`drivers/net/part-${at % 500}/file.c`, 'include/linux/netdevice.h', 'Documentation/networking/index.rst'],
    }))
    await store.bisections.saveRange(id, many)
    expect(await store.bisections.range(id)).toHaveLength(20_000)
    const changes = many.map(({ hash }) => ({
      hash,
      verdict: null,
      reason: null,
      possible: false,
      noop: true,
      drift: null,
    }))
    await store.bisections.saveCandidates(id, changes)
    expect((await store.bisections.candidateStates(id)).some((state) => state.possible || !state.noop)).toBe(false)
  })

  test('is paged with the runs that each commit had on the main target', async () => {
    const id = await storedBisection(store)
    await store.bisections.saveRange(id, commits(5))
    await store.bisections.addRun(id, run({ commit: hash(11) }, 1))
    await store.bisections.addRun(id, run({ commit: hash(11) }, 2))
    await store.bisections.addRun(id, run({ commit: hash(11) }, 1, { targetKey: otherTarget.key }))
    await store.bisections.addRun(id, run({ commit: hash(11), reverted: hash(12) }, 1))
    const first = await store.bisections.candidates(id, { limit: 2 })
    expect(first.items.map(({ position, runs }) => [position, runs])).toEqual([
      [0, 0],
      [1, 2],
    ])
    expect(first.items[0]).toMatchObject({ author: 'Ann O. Author <ann@example.org>', possible: true, verdict: null })
    expect(first.items[0]).not.toHaveProperty('paths')
    const rest = await store.bisections.candidates(id, { limit: 3, cursor: first.next ?? never() })
    expect(rest.items.map((item) => item.position)).toEqual([2, 3, 4])
    expect(rest.next).toBeNull()
    await expect(store.bisections.candidates(id, { limit: 3, cursor: 'x' })).rejects.toMatchObject({
      code: 'bad-cursor',
    })
  })
})

describe('a worker that died at a task', () => {
  test('is stored once as an infrastructure error, and works on it no longer', async () => {
    const id = await storedBisection(store)
    const task = boot(hash(11))
    const [first, second] = [
      { name: 'host-1', process: 'p1' },
      { name: 'host-2', process: 'p2' },
    ]
    const death = { code: 'worker-died', message: 'it died' }
    expect(await store.bisections.workerOf(id, taskKey(task))).toBeUndefined()
    await store.bisections.startWork(id, task, first)
    expect(await store.bisections.workerOf(id, taskKey(task))).toEqual(first)
    expect(await Promise.all([1, 2, 3].map(() => store.bisections.addDeath(id, task, first, death)))).toEqual(
      expect.arrayContaining([true, false, false]),
    )
    expect(await store.bisections.workerOf(id, taskKey(task))).toBeUndefined()
    await store.bisections.startWork(id, task, second)
    expect(await store.bisections.addDeath(id, task, first, death)).toBe(false)
    expect(await store.bisections.workerOf(id, taskKey(task))).toEqual(second)
    expect([...(await store.bisections.facts(id)).infrastructureErrors.values()]).toEqual([
      [{ ...death, worker: 'host-1' }],
    ])
  })
})

describe('the page of a bisection', () => {
  test('shows what is being worked on, while it is', async () => {
    const id = await storedBisection(store)
    await store.bisections.saveRange(id, commits(3))
    await store.bisections.update(id, { state: 'running', stage: 'narrow', commits: 3, candidatesLeft: 2 })
    await store.bisections.startWork(id, boot(hash(11)), { name: 'host-1', process: 'p1' })
    await store.bisections.startWork(id, boot(hash(11)), { name: 'host-2', process: 'p2' })
    await store.bisections.startWork(id, boot(hash(1), 1, otherTarget), { name: 'host-3', process: 'p3' })
    const working = async () => (await store.bisections.detail(id))?.progress.working
    expect(await working()).toMatchObject([
      { kind: 'boot', commit: hash(11), subject: 'mm: change 1', target: 'arm64', worker: 'host-2' },
      { kind: 'boot', commit: hash(1), subject: 'v6.1', target: 'arm', worker: 'host-3' },
    ])
    await store.bisections.endWork(id, boot(hash(11)))
    expect(await working()).toHaveLength(1)
    await store.bisections.update(id, { state: 'paused', pauseReason: 'the disk is full' })
    expect(await working()).toEqual([])
    expect(await store.bisections.detail(id)).toMatchObject({
      reason: 'the disk is full',
      progress: { stage: 'narrow' },
    })
  })

  test('shows what the engine believes, and keeps it when something else changes', async () => {
    const id = await storedBisection(store)
    expect((await store.bisections.detail(id))?.search).toBeNull()
    await store.bisections.update(id, { search: { ...search, effective: 40 } })
    await store.bisections.update(id, { search })
    await store.bisections.update(id, { stage: 'confirm' })
    expect((await store.bisections.detail(id))?.search).toEqual(search)
  })

  test('shows the result once it is finished', async () => {
    const id = await storedBisection(store)
    await store.bisections.addBuild(id, build({ commit: hash(10) }))
    await store.bisections.addRun(id, run({ commit: hash(10) }, 1))
    const finishedAt = new Date('2026-01-02T03:04:05.678Z')
    await store.bisections.update(id, { state: 'finished', stage: 'done', result: culpritResult, finishedAt })
    expect(await store.bisections.detail(id)).toMatchObject({
      outcome: 'culprit',
      label: 'confirmed',
      culprit: culpritResult.culprit,
      reason: culpritResult.reason,
      result: culpritResult,
      finishedAt: '2026-01-02T03:04:05.678Z',
      targets: [mainTarget, otherTarget],
      progress: { builds: 1, runs: 1, working: [] },
    })
    expect(await store.bisections.detail('nowhere')).toBeUndefined()
  })

  test('lists builds and runs by the names of their targets', async () => {
    const id = await storedBisection(store)
    await store.bisections.addBuild(id, build({ commit: hash(10) }))
    await store.bisections.addRun(id, run({ commit: hash(10), reverted: hash(9) }, 1, { targetKey: otherTarget.key }))
    await store.bisections.addRun(id, run({ commit: hash(12), patched: hash(14) }, 1))
    expect((await store.bisections.builds(id, all)).items).toMatchObject([
      { commit: hash(10), reverted: null, patched: null, target: 'arm64', imageDigest: digest(1) },
    ])
    const { items: runs } = await store.bisections.runs(id, all)
    expect(runs).toMatchObject([
      { commit: hash(10), reverted: hash(9), patched: null, target: 'arm' },
      { commit: hash(12), reverted: null, patched: hash(14), target: 'arm64' },
    ])
    expect((await store.bisections.runs(id, { ...all, commit: hash(12) })).items).toEqual([runs[1]])
    expect((await store.bisections.runs(id, { ...all, target: 'arm' })).items).toEqual([runs[0]])
    expect((await store.bisections.builds(id, { ...all, target: 'arm' })).items).toEqual([])
    expect(await store.bisections.run(runs[0]?.id ?? '')).toEqual(runs[0])
    expect(runs.map(({ bisectionId }) => bisectionId)).toEqual([id, id])
    expect(await store.bisections.run('nowhere')).toBeUndefined()
    expect(await store.bisections.runs('nowhere', all)).toEqual({ items: [], next: null })
  })
})

describe('the list of bisections', () => {
  test('is paged newest first, also over equal times', async () => {
    const own = await openStore(await postgres.database())
    try {
      const tree = await own.trees.add({ name: 'mainline', url: 'https://example.org/linux.git' })
      const made = Array.from({ length: 7 }, () => newBisection(tree.id))
      for (const bisection of made) await own.bisections.create(bisection)
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await own.bisections.summaries({ limit: 3, cursor })
        seen.push(...page.items.map((item) => item.id))
        cursor = page.next ?? undefined
      } while (cursor)
      expect(seen).toHaveLength(7)
      expect(new Set(seen)).toEqual(new Set(made.map((bisection) => bisection.id)))
    } finally {
      await own.close()
    }
  })

  test('loses and repeats none of many that were created in one millisecond', async () => {
    const tree = await store.trees.add({ name: 'one-moment', url: 'https://example.org/linux.git' })
    const made = Array.from({ length: 9 }, () => newBisection(tree.id))
    await Promise.all(made.map((bisection) => store.bisections.create(bisection)))
    await query(url, `UPDATE "Bisection" SET "createdAt" = '2026-01-01' WHERE "treeId" = $1`, [tree.id])
    const filter = { tree: 'one-moment' }
    const first = await store.bisections.summaries({ filter, limit: 4 })
    const second = await store.bisections.summaries({ filter, limit: 4, cursor: first.next ?? never() })
    const third = await store.bisections.summaries({ filter, limit: 4, cursor: second.next ?? never() })
    const seen = [...first.items, ...second.items, ...third.items].map((item) => item.id)
    expect(seen).toEqual(
      made
        .map((bisection) => bisection.id)
        .sort()
        .reverse(),
    )
    expect(third.next).toBeNull()
  })

  test.each([
    ['state', { state: 'finished' }],
    ['outcome', { outcome: 'culprit' }],
    ['architecture', { architecture: 'x86_64' }],
    ['test', { test: 'script' }],
    ['words of the title', { text: 'SPLAT' }],
    ['a ref', { text: 'next-2020' }],
    ['the beginning of the culprit', { text: hash(13).slice(0, 12) }],
    ['a percent sign as it is written', { text: '100% _' }],
  ] as const)('is filtered by %s', async (what, filter) => {
    const tree = `by-${what.replaceAll(' ', '-')}`
    const treeId = (await store.trees.add({ name: tree, url: 'https://example.org/linux.git' })).id
    await store.bisections.create(newBisection(treeId, { title: '1000 xy' }))
    const target = { ...mainTarget, architecture: 'x86_64' } as const
    const request = { ...newBisection(treeId).request, test: { kind: 'script', script: 'true' } } as const
    const wanted = newBisection(treeId, {
      targets: [target],
      request,
      title: 'a Splat, 100% _ sure',
      bad: { ref: 'next-20200901', hash: hash(2) },
    })
    await store.bisections.create(wanted)
    await store.bisections.update(wanted.id, { state: 'finished', result: culpritResult })
    const { items } = await store.bisections.summaries({ filter: { tree, ...filter }, limit: 10 })
    expect(items.map((item) => item.id)).toEqual([wanted.id])
  })

  test.each(['', 'x', 'eA', '%', Buffer.from('t 1').toString('base64url'), Buffer.from("t 1 '").toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      const asked = store.bisections.summaries({ limit: 3, cursor })
      await expect(asked).rejects.toMatchObject({ name: 'StoreError', code: 'bad-cursor' })
    },
  )
})

describe('a regression', () => {
  test('is told once for each bisection, and listed newest first', async () => {
    const ids = [await storedBisection(store), await storedBisection(store)]
    const { tree } = (await store.bisections.find(ids[0] ?? '')) ?? never()
    const place = { treeId: tree.id, branch: null, architecture: 'arm64', targetName: 'arm64', testKind: 'boot' }
    const found = { ...place, goodHash: hash(1), badHash: hash(2), signature: null }
    const id = await store.bisections.addRegression(ids[0] ?? '', found)
    expect(await store.bisections.addRegression(ids[0] ?? '', found)).toBe(id)
    expect(await store.bisections.addRegression(ids[1] ?? '', found)).not.toBe(id)
    await expect(store.bisections.addRegression('nowhere', found)).rejects.toMatchObject({ code: 'unknown-bisection' })
    const first = await store.bisections.regressions({ limit: 1 })
    const second = await store.bisections.regressions({ limit: 1, cursor: first.next ?? never() })
    const listed = [...first.items, ...second.items]
    expect(new Set(listed.map((item) => item.bisectionId))).toEqual(new Set(ids))
    expect(listed[0]).toMatchObject({ good: hash(1), bad: hash(2), target: 'arm64', test: 'boot', signature: null })
    expect(second.next).toBeNull()
  })
})

function never(): never {
  throw new Error('there should have been one')
}
