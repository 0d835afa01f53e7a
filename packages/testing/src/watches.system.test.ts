import { resultWords } from '@kbisect/reports'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { hashOf, type NamedHistory } from './memory-history.ts'
import {
  panics,
  passes,
  startWatchWorlds,
  type WatchWorld,
  type WatchWorldOptions,
  type WatchWorlds,
} from './watch-world.ts'

let worlds: WatchWorlds
let world: WatchWorld
beforeAll(async () => {
  worlds = await startWatchWorlds()
})
afterAll(() => worlds?.stop())
afterEach(() => world?.stop())

const line = (...names: string[]): NamedHistory =>
  names.map((name, at) => [name, at === 0 ? [] : [names[at - 1] ?? '']])
const on = (parent: string, ...names: string[]): NamedHistory =>
  names.map((name, at) => [name, [names[at - 1] ?? parent]])
const number = (name: string): number => Number(/\d+/.exec(name)?.[0] ?? 0)

const open = async (behave: WatchWorldOptions['behave'], more: Partial<WatchWorldOptions> = {}) => {
  world = await worlds.open({ behave, ...more })
  return world
}

const both = [{ architecture: 'arm' }, { architecture: 'arm64' }] as const
const watch = { name: 'toy-main', branches: ['main'], targets: [...both] }
const types = async () => (await world.messages()).map(({ type }) => type)

test('a watch tests the newest revision of a branch on each target, and says nothing of what passes', async () => {
  const { history } = await open(() => passes)
  history.move('main', line('c1', 'c2', 'c3'))
  const id = await world.add(watch)
  await world.look(id)
  expect(await world.states(id)).toEqual(['c3 arm passed', 'c3 arm64 passed'])
  expect(world.work.toSorted()).toEqual([
    ...['boot arm c3', 'boot arm c3', 'boot arm64 c3', 'boot arm64 c3', 'build arm c3', 'build arm64 c3'],
  ])
  expect(await types()).toEqual([])
  await world.look(id)
  expect(world.work).toHaveLength(6)
})

test('a revision that breaks is compared with the last one that passed, bisected once, and told of once', async () => {
  const { history } = await open((commit) => (number(commit) >= 6 ? panics('cma_init') : passes))
  history.move('main', line('c1', 'c2', 'c3'))
  const id = await world.add(watch)
  await world.look(id)
  history.move('main', on('c3', 'c4', 'c5', 'c6', 'c7', 'c8'))
  await world.look(id)
  expect(await world.states(id)).toEqual(['c3 arm passed', 'c3 arm64 passed', 'c8 arm failed', 'c8 arm64 failed'])
  const found = (await world.messages()).filter(({ type }) => type === 'regression.found')
  expect(found.map(({ data }) => [data.good, data.bad])).toEqual([[hashOf('c3'), hashOf('c8')]])
  const more = (await world.messages()).filter(({ type }) => type === 'regression.affects-more')
  expect(more.map(({ data }) => data.regressionId)).toEqual([found[0]?.data.regressionId])
  expect(new Set([found[0]?.data.target, more[0]?.data.target])).toEqual(new Set(['arm', 'arm64']))
  const bisected = (await world.messages()).filter(({ type }) => type === 'regression.bisected')
  expect(bisected.map(({ data }) => data.culprit)).toEqual([expect.objectContaining({ hash: hashOf('c6') })])
  // The revision that passed was built and booted once, by its own check.
  expect(world.work.filter((one) => one === 'build arm c3')).toHaveLength(1)
  const linked = await world.query<{ count: number }>(
    'SELECT count(DISTINCT "regressionId")::int AS "count" FROM "WatchResult" WHERE "state" = $1',
    ['failed'],
  )
  expect(linked).toEqual([{ count: 1 }])
})

test('a check says how its revision did and which regression it found, and is a bisection once it searches', async () => {
  const { history } = await open((commit) => (number(commit) >= 2 ? panics('cma_init') : passes))
  history.move('main', line('c1'))
  const id = await world.add(watch)
  await world.look(id)
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  const rows = await world.query<{ bisectionId: string }>('SELECT DISTINCT "bisectionId" FROM "WatchResult"')
  const all = await Promise.all(rows.map(({ bisectionId }) => world.store.bisections.detail(bisectionId)))
  expect(all.map((one) => one?.watch)).toEqual(all.map(() => ({ id, name: watch.name })))
  const [[regression]] = [await world.query<{ id: string }>('SELECT "id" FROM "Regression"')]
  const of = (name: string) => all.filter((one) => one?.bad.hash === hashOf(name))
  const revision = hashOf('c1')
  expect(of('c1').map((one) => one?.check)).toEqual(
    [0, 1].map(() => ({ revision, state: 'passed', regressionId: null })),
  )
  const sentences = of('c1').map((one) => one && resultWords(one, new Map())?.found)
  for (const sentence of sentences)
    expect(sentence).toMatch(/^The revision [0-9a-f]{12} of main passes on arm(?:64)? in 2 of 2 runs\.$/)
  // One target is bisected, and the other one belongs to the same regression.
  const [searches, joined] = [of('c2').find((one) => !one?.check), of('c2').find((one) => one?.check)]
  expect(searches).toMatchObject({ outcome: 'culprit', regression: { id: regression?.id } })
  expect(joined?.check).toEqual({ revision: hashOf('c2'), state: 'failed', regressionId: regression?.id })
  expect(joined && resultWords(joined, new Map())?.found).toMatch(
    /^This is a regression: the revision [0-9a-f]{12} of main fails on arm(?:64)? in \d+ of \d+ runs?, and the last good/,
  )
})

test('a failure that goes on is not told again, and has gone when a later revision passes everywhere', async () => {
  const { history } = await open((commit) =>
    number(commit) === 2 || number(commit) === 3 ? panics('cma_init') : passes,
  )
  history.move('main', line('c1'))
  const id = await world.add(watch)
  await world.look(id)
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  const before = await types()
  history.move('main', on('c2', 'c3'))
  await world.look(id)
  expect(await types()).toEqual(before)
  const bisections = 'SELECT count(*)::int AS "count" FROM "Bisection" WHERE "check" IS NULL'
  expect(await world.query(bisections)).toEqual([{ count: 1 }])
  history.move('main', on('c3', 'c4'))
  await world.look(id)
  expect((await world.states(id)).slice(-2)).toEqual(['c4 arm passed', 'c4 arm64 passed'])
  expect(await world.query('SELECT "goneHash" FROM "Regression"')).toEqual([{ goneHash: hashOf('c4') }])
  expect((await types()).slice(before.length)).toEqual(['regression.gone'])
})

test('a failure that comes back after it had gone is told as that, and bisected anew', async () => {
  const broken = new Set(['c2', 'c4'])
  const { history } = await open((commit) => (broken.has(commit) ? panics('cma_init') : passes))
  history.move('main', line('c1'))
  const id = await world.add({ ...watch, targets: [{ architecture: 'arm' }] })
  await world.look(id)
  for (const name of ['c2', 'c3', 'c4']) {
    history.move('main', on(`c${number(name) - 1}`, name))
    await world.look(id)
  }
  const told = (await types()).filter((type) => type.startsWith('regression.'))
  expect(told).toEqual([
    ...['regression.found', 'regression.bisected', 'regression.gone', 'regression.came-back', 'regression.bisected'],
  ])
  const culprits = (await world.messages()).filter(({ type }) => type === 'regression.bisected')
  expect(culprits.map(({ data }) => (data.culprit as { hash: string }).hash)).toEqual([hashOf('c2'), hashOf('c4')])
  const [first] = await world.query<{ id: string }>('SELECT "id" FROM "Regression" ORDER BY "foundAt" LIMIT 1')
  const life = (await world.store.bisections.regression(first?.id ?? ''))?.life ?? []
  expect(life.map(({ kind, commit }) => [kind, commit])).toEqual([
    ['found', hashOf('c2')],
    ['gone', hashOf('c3')],
    ['came back', hashOf('c4')],
  ])
})

test('who asks for it hears of each revision when all its tests are done, once', async () => {
  const { history } = await open((_, target) => (target === 'arm' ? panics('cma_init') : passes))
  await world.query(`UPDATE "Webhook" SET "types" = '{revision.tested}'`)
  history.move('main', line('c1'))
  const id = await world.add(watch)
  await world.look(id)
  await world.look(id)
  const [message, ...others] = await world.messages()
  expect(others).toEqual([])
  expect(message?.data).toMatchObject({ commit: hashOf('c1'), branch: 'main', passed: ['arm64'], failed: ['arm'] })
  expect(message?.data.url).toBe(`https://kbisect.example.org/watches/${id}/revisions/${hashOf('c1')}`)
})

test('a test that fails now and then on all revisions is flaky, and nobody hears of it', async () => {
  const { history } = await open((_, target, attempt) =>
    target === 'arm' && attempt % 3 === 0 ? panics('net_rx') : passes,
  )
  history.move('main', line('c1'))
  const id = await world.add({ ...watch, runs: 4 })
  await world.look(id)
  for (let at = 2; at <= 6; at++) {
    history.move('main', on(`c${at - 1}`, `c${at}`))
    await world.look(id)
  }
  const states = await world.states(id)
  const commits = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6']
  expect(states.filter((one) => one.includes('arm64'))).toEqual(commits.map((commit) => `${commit} arm64 passed`))
  const arm = states.filter((one) => !one.includes('arm64')).map((one) => one.replace(/^c\d+ arm /, ''))
  expect(new Set(arm)).toEqual(new Set(['flaky']))
  expect(await types()).toEqual([])
  expect(await world.query('SELECT "id" FROM "Regression"')).toEqual([])
})

test('another failure on another target is another regression', async () => {
  const broken = (commit: string, target: string) =>
    number(commit) < 2 ? passes : target === 'arm' ? panics('cma_init') : panics('vfs_mount')
  const { history } = await open(broken)
  history.move('main', line('c1'))
  const id = await world.add(watch)
  await world.look(id)
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  expect((await types()).filter((type) => type === 'regression.found')).toHaveLength(2)
})

test('a branch that is rebased onto a base that fails inherits the failure, and nobody hears of it', async () => {
  const { history } = await open((commit) => (commit.startsWith('x') || commit === 'c1' ? panics('cma_init') : passes))
  history.move('main', [
    ['c1', []],
    ['c2', ['c1']],
  ])
  const id = await world.add(watch)
  await world.look(id)
  expect(await world.states(id)).toEqual(['c2 arm passed', 'c2 arm64 passed'])
  history.move('main', on('c1', 'x2', 'x3'))
  await world.look(id)
  expect((await world.states(id)).slice(-2)).toEqual(['x3 arm inherited', 'x3 arm64 inherited'])
  const reasons = await world.query<{ reason: string }>(
    `SELECT "reason" FROM "WatchResult" WHERE "state" = 'inherited'`,
  )
  for (const { reason } of reasons) expect(reason).toContain(`Inherited from ${hashOf('c1').slice(0, 12)}`)
  expect(await types()).toEqual([])
})

test('a revision with the kernel image of the last one that passed is not booted', async () => {
  const { history } = await open(() => passes, { image: (commit) => (number(commit) >= 1 ? 'c1' : commit) })
  history.move('main', line('c1'))
  const id = await world.add(watch)
  await world.look(id)
  const boots = () => world.work.filter((one) => one.startsWith('boot')).length
  const before = boots()
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  expect((await world.states(id)).slice(-2)).toEqual(['c2 arm passed', 'c2 arm64 passed'])
  expect(boots()).toBe(before)
  const same = await world.query('SELECT DISTINCT "sameAs" FROM "WatchResult" WHERE "sameAs" IS NOT NULL')
  expect(same).toEqual([{ sameAs: hashOf('c1') }])
})

test('a compiler that was upgraded between two revisions is no reason to compare them: the old one is built again', async () => {
  const { history } = await open((commit) => (number(commit) >= 2 ? panics('cma_init') : passes))
  history.move('main', line('c1'))
  const id = await world.add({ ...watch, targets: [{ architecture: 'arm' }] })
  await world.look(id)
  world.hosts.toolchain = 'gcc 13'
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  expect((await world.states(id)).at(-1)).toBe('c2 arm failed')
  expect(world.work.filter((one) => one === 'build arm c1').length).toBeGreaterThan(1)
})

test('a revision that does not build says so, and is compared with nothing', async () => {
  const { history } = await open((commit) => (number(commit) === 2 ? 'does not build' : passes))
  history.move('main', line('c1'))
  const id = await world.add(watch)
  await world.look(id)
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  expect((await world.states(id)).slice(-2)).toEqual(['c2 arm does not build', 'c2 arm64 does not build'])
})

test('a watch that only records stores the regression, and neither bisects nor tells', async () => {
  const { history } = await open((commit) => (number(commit) >= 2 ? panics('cma_init') : passes))
  history.move('main', line('c1'))
  const id = await world.add({ ...watch, policy: 'record' })
  await world.look(id)
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  expect((await world.states(id)).slice(-2)).toEqual(['c2 arm failed', 'c2 arm64 failed'])
  expect(await world.query('SELECT "targetName" FROM "Regression"')).toHaveLength(1)
  expect(await world.query('SELECT "id" FROM "Bisection" WHERE "check" IS NULL')).toEqual([])
  expect(await types()).toEqual([])
})

test('each first parent is tested in turn where all are wanted, merges and the newest where those are', async () => {
  const { history } = await open(() => passes)
  history.move('main', line('c1'))
  const targets = [{ architecture: 'arm' as const }]
  const all = await world.add({ ...watch, name: 'all', targets, revisions: 'all' })
  const merges = await world.add({ ...watch, name: 'merges', targets, revisions: 'merges' })
  await world.look(all)
  await world.look(merges)
  history.move('main', [
    ['c2', ['c1']],
    ['s1', ['c1']],
    ['m3', ['c2', 's1']],
    ['c4', ['m3']],
  ])
  await world.look(all)
  await world.look(merges)
  expect(await world.states(all)).toEqual(['c1', 'c2', 'm3', 'c4'].map((commit) => `${commit} arm passed`))
  expect(await world.states(merges)).toEqual(['c1', 'm3', 'c4'].map((commit) => `${commit} arm passed`))
})

test('of the tags that match at the first look the newest is tested, and each one that comes later', async () => {
  const { history } = await open(() => passes)
  for (const [at, name] of ['n1', 'n2', 'n3'].entries()) history.move(`tags/next-${at + 1}`, [[name, []]])
  history.move('tags/v1', [['v1', []]])
  const id = await world.add({ ...watch, branches: ['tags/next-*'], targets: [{ architecture: 'arm' }] })
  await world.look(id)
  expect(await world.states(id)).toEqual(['n3 arm passed'])
  history.move('tags/next-4', [['n4', []]])
  await world.look(id)
  expect(await world.states(id)).toEqual(['n3 arm passed', 'n4 arm passed'])
})

test('a check that a person deletes leaves no test that never ends, and later revisions are tested', async () => {
  const { history } = await open(() => passes)
  history.move('main', line('c1'))
  const id = await world.add({ ...watch, targets: [{ architecture: 'arm' }] })
  await world.look(id)
  await world.query(`UPDATE "WatchResult" SET "state" = 'testing'`)
  await world.query('DELETE FROM "Bisection"')
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  expect(await world.states(id)).toEqual(['c1 arm not known', 'c2 arm passed'])
})

test('a check that is paused does not keep later revisions from being tested', async () => {
  const { history } = await open(() => passes)
  history.move('main', line('c1'))
  const id = await world.add({ ...watch, targets: [{ architecture: 'arm' }] })
  await world.look(id)
  await world.query(`UPDATE "WatchResult" SET "state" = 'testing'`)
  await world.query(`UPDATE "Bisection" SET "state" = 'paused'`)
  history.move('main', on('c1', 'c2'))
  await world.look(id)
  expect((await world.states(id)).at(-1)).toBe('c2 arm passed')
})

test('no test begins while the builds of a day are spent, and a paused watch does nothing', async () => {
  const { history } = await open(() => passes)
  history.move('main', line('c1'))
  const id = await world.add({ ...watch, buildsPerDay: 1 })
  await world.look(id)
  expect((await world.states(id)).filter((one) => one.endsWith('waiting'))).toHaveLength(1)
  await world.query('UPDATE "Watch" SET "paused" = true, "buildsPerDay" = NULL')
  await world.look(id)
  expect((await world.states(id)).filter((one) => one.endsWith('waiting'))).toHaveLength(1)
  await world.query('UPDATE "Watch" SET "paused" = false')
  await world.look(id)
  expect(await world.states(id)).toEqual(['c1 arm passed', 'c1 arm64 passed'])
})
