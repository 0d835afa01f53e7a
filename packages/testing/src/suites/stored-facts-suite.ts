import { taskKey } from '@kbisect/bisection'
import { beforeEach, expect, test } from 'vitest'
import type { StoreUnderTest } from './store-under-test.ts'
import { boot, build, commits, digest, hash, mainTarget, newBisection, otherTarget, run } from './stored-facts.ts'

const news = (message: string) => ({ events: [{ type: 'stage', message } as const] })

/** Declares what every store of bisections does with ranges, facts, pins and work. */
export function describeStoredFacts(opened: () => StoreUnderTest): void {
  let id: string
  let store: StoreUnderTest['store']
  beforeEach(async () => {
    store = opened().store
    id = (await store.create(newBisection(opened().treeId))).id
  })
  const eventsOf = () => opened().eventsOf(id)

  test('stores a range once, and the states of its commits', async () => {
    expect(await store.range(id)).toEqual([])
    await store.saveRange(id, commits(3))
    await store.saveRange(id, commits(9))
    expect(await store.range(id)).toEqual(commits(3))
    const state = { reason: 'panic', possible: false, noop: true, drift: null }
    const change = { hash: hash(11), verdict: 'bad', ...state } as const
    const elsewhere = { ...change, hash: hash(99) }
    await store.saveCandidates(id, [change, elsewhere], news('one is bad'))
    await store.saveCandidates(id, [], news('nothing new'))
    const untouched = { verdict: null, reason: null, possible: true, noop: false, drift: null }
    expect(await store.candidateStates(id)).toEqual([
      { hash: hash(10), ...untouched },
      change,
      { hash: hash(12), ...untouched },
    ])
    expect(await eventsOf()).toEqual(['one is bad', 'nothing new'])
  })

  test('stores each fact once, with its event', async () => {
    const revision = { commit: hash(10), reverted: hash(11) }
    const failed = build(revision, { result: 'failed', signature: { kind: 'build-failed', text: 'cma.c:12' } })
    expect(await store.addBuild(id, failed, news('failed'))).toBe(true)
    expect(await store.addBuild(id, build(revision), news('again'))).toBe(false)
    expect(await store.addBuild(id, build({ commit: hash(10) }))).toBe(true)
    expect(await store.addBuild(id, build({ commit: hash(10), patched: hash(11) }))).toBe(true)
    expect(await store.addRun(id, run(revision, 1), undefined, news('passed'))).toBe(true)
    expect(await store.addRun(id, run(revision, 1), undefined, news('again'))).toBe(false)
    const avoided = run(revision, 2, { targetKey: otherTarget.key, log: null, avoided: ['host-a'] })
    expect(await store.addRun(id, avoided)).toBe(true)
    await store.addRerun(id, { commit: hash(11), runs: 3, by: 'ann', why: null }, news('rerun'))
    for (const commit of [hash(12), hash(11), hash(10)])
      await store.saveOverride(id, commit, { verdict: 'bad', by: 'ann', why: 'seen' })
    await store.saveOverride(id, hash(11), { verdict: 'good', by: 'bob', why: 'looked again' })
    await store.saveOverride(id, hash(12), null, news('taken back'))
    const finishedAt = expect.any(Date)
    expect(await store.facts(id)).toEqual({
      builds: [failed, build({ commit: hash(10) }), build({ commit: hash(10), patched: hash(11) })],
      runs: [
        { ...run(revision, 1), finishedAt },
        { ...avoided, finishedAt },
      ],
      infrastructureErrors: new Map(),
      failedAt: new Map(),
      overrides: [
        { commit: hash(10), verdict: 'bad', by: 'ann', why: 'seen' },
        { commit: hash(11), verdict: 'good', by: 'bob', why: 'looked again' },
      ],
      reruns: [{ commit: hash(11), runs: 3 }],
    })
    expect(await eventsOf()).toEqual(['failed', 'passed', 'rerun', 'taken back'])
  })

  test('lists the infrastructure errors of each task, and forgives them when it is resumed', async () => {
    const error = { task: 'build.x', code: 'disk-full', message: 'no space', worker: 'host-1' }
    await store.addInfrastructureError(id, error, news('no space'))
    await store.addInfrastructureError(id, { ...error, worker: 'host-2' })
    await store.addInfrastructureError(id, { ...error, task: 'boot.y' })
    const { infrastructureErrors, failedAt = new Map<string, Date>() } = await store.facts(id)
    const { task: _, ...stored } = error
    expect(infrastructureErrors).toEqual(
      new Map([
        ['build.x', [stored, { ...stored, worker: 'host-2' }]],
        ['boot.y', [stored]],
      ]),
    )
    expect([...failedAt]).toEqual([
      ['build.x', expect.any(Date)],
      ['boot.y', expect.any(Date)],
    ])
    const lastAt = Math.max(...[...failedAt.values()].map((moment) => moment.getTime()))
    await store.update(id, { resumedAt: new Date(lastAt + 1) })
    expect((await store.facts(id)).infrastructureErrors).toEqual(new Map())
    expect(await eventsOf()).toEqual(['no space'])
  })

  test('tells clean builds from others, and stores no run of a build that was taken back', async () => {
    const revision = { commit: hash(11) }
    const usual = build(revision)
    const clean = { ...usual, clean: true, imageDigest: digest(2) }
    for (const each of [usual, clean]) expect(await store.addBuild(id, each)).toBe(true)
    expect(await store.addBuild(id, clean)).toBe(false)
    expect(await store.addRun(id, { ...run(revision, 1), image: digest(2) }, clean)).toBe(true)
    await store.forgetBuild(id, clean)
    const { builds, runs } = await store.facts(id)
    expect([builds, runs.map(({ image }) => image)]).toEqual([[usual], [digest(2)]])
    expect(await store.addRun(id, run(revision, 2), clean)).toBe(false)
    expect(await store.addRun(id, run(revision, 2), { ...usual, toolchainId: digest(9) })).toBe(false)
    expect(await store.addRun(id, run(revision, 2), usual)).toBe(true)
  })

  test('pins what a target was first built and booted with', async () => {
    const revision = { commit: hash(10) }
    await store.addBuild(id, build(revision, { result: 'conflict', toolchain: '', toolchainId: null }))
    expect(await store.pins(id)).toEqual([])
    await store.addBuild(id, build({ commit: hash(11) }, { worker: 'host-2' }))
    await store.addRun(id, run({ commit: hash(11) }, 1))
    await store.addBuild(id, build({ commit: hash(11) }, { targetKey: otherTarget.key, toolchainId: digest(9) }))
    const places = async () => (await store.pins(id)).map(({ targetKey, kind, worker }) => [targetKey, kind, worker])
    expect(await places()).toEqual([
      [mainTarget.key, 'accelerator', 'host-1'],
      [mainTarget.key, 'emulator', 'host-1'],
      [mainTarget.key, 'toolchain', 'host-2'],
      [otherTarget.key, 'toolchain', 'host-1'],
    ])
    const other = build({ commit: hash(12) }, { toolchainId: digest(9) })
    await expect(store.addBuild(id, other, news('built'))).rejects.toMatchObject({ code: 'toolchain-differs' })
    const kvm = run({ commit: hash(11) }, 2, { accelerator: 'kvm' })
    await expect(store.addRun(id, kvm)).rejects.toMatchObject({ code: 'accelerator-differs' })
    await store.repin(id, [{ targetKey: mainTarget.key, kind: 'emulator' }], news('repinned'))
    expect([(await store.facts(id)).builds.length, (await store.facts(id)).runs]).toEqual([3, []])
    await store.repin(id, [{ targetKey: mainTarget.key, kind: 'toolchain' }])
    expect((await store.facts(id)).builds.map(({ targetKey }) => targetKey)).toEqual([otherTarget.key])
    expect(await places()).toEqual([[otherTarget.key, 'toolchain', 'host-1']])
    expect(await store.addBuild(id, other)).toBe(true)
    expect(await eventsOf()).toEqual(['repinned'])
  })

  test('stores that a process died at its task once, and not of another process', async () => {
    const task = boot(hash(11))
    const [first, second] = [
      { name: 'host-1', process: 'p1' },
      { name: 'host-2', process: 'p2' },
    ]
    const death = { code: 'worker-died', message: 'it died' }
    await store.startWork(id, task, first, news('begun'))
    expect(await store.workerOf(id, taskKey(task))).toEqual(first)
    expect(await store.addDeath(id, task, first, death, news('died'))).toBe(true)
    expect(await store.addDeath(id, task, first, death, news('died'))).toBe(false)
    expect(await store.workerOf(id, taskKey(task))).toBeUndefined()
    await store.startWork(id, task, second)
    expect(await store.addDeath(id, task, first, death)).toBe(false)
    expect(await store.workerOf(id, taskKey(task))).toEqual(second)
    await store.endWork(id, task)
    expect(await store.workerOf(id, taskKey(task))).toBeUndefined()
    expect((await store.facts(id)).infrastructureErrors).toEqual(
      new Map([[taskKey(task), [{ ...death, worker: 'host-1' }]]]),
    )
    expect(await eventsOf()).toEqual(['begun', 'died'])
  })
}
