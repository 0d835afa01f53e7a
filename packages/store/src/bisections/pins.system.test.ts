import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import { build, digest, hash, mainTarget, otherTarget, run, storedBisection } from './bisection.fixture.ts'

let store: Store
let url: string
let opened: Awaited<ReturnType<typeof openTestStore>>

beforeAll(async () => {
  opened = await openTestStore()
  store = opened.store
  url = opened.url
})

afterAll(() => opened?.remove())

const [gcc11, gcc12] = [
  { toolchainId: digest(11), toolchain: 'gcc 11.3.0', worker: 'host-11' },
  { toolchainId: digest(12), toolchain: 'gcc 12.2.0', worker: 'host-12' },
] as const

describe('the first build of a target', () => {
  test('pins its toolchain: a build by another one is refused and leaves nothing', async () => {
    const id = await storedBisection(store)
    expect(await store.bisections.addBuild(id, build({ commit: hash(10) }, gcc12))).toBe(true)
    const other = build({ commit: hash(11) }, gcc11)
    await expect(store.bisections.addBuild(id, other)).rejects.toMatchObject({
      code: 'toolchain-differs',
      message: expect.stringMatching(/^host-11 builds with gcc 11\.3\.0; .* gcc 12\.2\.0, as its first one on host-12/),
    })
    const { builds } = await store.bisections.facts(id)
    expect(builds.map(({ toolchainId }) => toolchainId)).toEqual([gcc12.toolchainId])
    expect(await store.bisections.addBuild(id, { ...other, ...gcc12 })).toBe(true)
    expect(await store.bisections.pins(id)).toEqual([
      {
        targetKey: mainTarget.key,
        kind: 'toolchain',
        value: gcc12.toolchainId,
        words: 'gcc 12.2.0',
        worker: 'host-12',
      },
    ])
  })

  test('is one of two that are stored at once by different compilers, never both', async () => {
    for (let round = 0; round < 20; round++) {
      const id = await storedBisection(store)
      const stored = await Promise.allSettled([
        store.bisections.addBuild(id, build({ commit: hash(10) }, gcc11)),
        store.bisections.addBuild(id, build({ commit: hash(11) }, gcc12)),
      ])
      expect(stored.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      const { builds } = await store.bisections.facts(id)
      expect(builds).toHaveLength(1)
      expect((await store.bisections.pins(id)).map(({ value }) => value)).toEqual([builds[0]?.toolchainId])
    }
  })

  test('pins nothing for another target, nor where no compiler ran', async () => {
    const id = await storedBisection(store)
    const conflict = { result: 'conflict', toolchain: '', toolchainId: null } as const
    await store.bisections.addBuild(id, build({ commit: hash(10) }, conflict))
    expect(await store.bisections.pins(id)).toEqual([])
    await store.bisections.addBuild(id, build({ commit: hash(11) }, gcc12))
    await store.bisections.addBuild(id, build({ commit: hash(11) }, { ...gcc11, targetKey: otherTarget.key }))
    expect((await store.bisections.facts(id)).builds).toHaveLength(3)
  })
})

describe('the first run of a target', () => {
  test('pins emulator and accelerator: runs by others are refused', async () => {
    const id = await storedBisection(store)
    await store.bisections.addRun(id, run({ commit: hash(10) }, 1))
    const others = [{ emulator: 'QEMU 8.0' }, { accelerator: 'kvm' }] as const
    const stored = await Promise.allSettled(
      others.map((other) => store.bisections.addRun(id, run({ commit: hash(10) }, 2, other))),
    )
    expect(stored).toMatchObject([
      { reason: { code: 'emulator-differs' } },
      { reason: { code: 'accelerator-differs' } },
    ])
    expect((await store.bisections.facts(id)).runs).toHaveLength(1)
    const [counted] = await query(
      url,
      `SELECT sum("passes")::int AS passes FROM "Tested" WHERE "bisectionId" = '${id}'`,
    )
    expect(counted).toEqual({ passes: 1 })
  })

  test('of a build that is not stored any more is not stored', async () => {
    const id = await storedBisection(store)
    const made = build({ commit: hash(10) }, gcc12)
    await store.bisections.addBuild(id, made)
    expect(await store.bisections.addRun(id, run(made.revision, 1), made)).toBe(true)
    await store.bisections.repin(id, [{ targetKey: mainTarget.key, kind: 'toolchain' }])
    expect(await store.bisections.addRun(id, run(made.revision, 2), made)).toBe(false)
    await store.bisections.addBuild(id, { ...made, ...gcc11 })
    expect(await store.bisections.addRun(id, run(made.revision, 2), made)).toBe(false)
    expect((await store.bisections.facts(id)).runs).toEqual([])
  })
})

test('repin for an emulator keeps the builds, and what other targets have', async () => {
  const id = await storedBisection(store)
  for (const targetKey of [mainTarget.key, otherTarget.key]) {
    await store.bisections.addBuild(id, build({ commit: hash(10) }, { ...gcc12, targetKey }))
    await store.bisections.addRun(id, run({ commit: hash(10) }, 1, { targetKey }))
  }
  await store.bisections.repin(id, [{ targetKey: mainTarget.key, kind: 'emulator' }])
  const { builds, runs } = await store.bisections.facts(id)
  expect(builds).toHaveLength(2)
  expect(runs.map(({ targetKey }) => targetKey)).toEqual([otherTarget.key])
  const left = (await store.bisections.pins(id)).map(({ targetKey, kind }) => `${targetKey} ${kind}`)
  const all = ['accelerator', 'emulator', 'toolchain'].map((kind) => `${otherTarget.key} ${kind}`)
  expect(left.sort()).toEqual([...all, `${mainTarget.key} toolchain`].sort())
})

test('a bisection that is deleted leaves no pins', async () => {
  const id = await storedBisection(store)
  await store.bisections.addBuild(id, build({ commit: hash(10) }, gcc12))
  await store.bisections.remove(id)
  expect(await store.bisections.pins(id)).toEqual([])
})
