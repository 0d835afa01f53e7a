import { join } from 'node:path'
import {
  BisectionSummary,
  KnownTarget,
  Overview,
  Page,
  Regression,
  RegressionDetail,
  Revision,
  type Target,
  TreeRef,
} from '@kbisect/contracts'
import Type from 'typebox'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository } from './small-repository.fixture.ts'

let service: TestService
let repository: ReturnType<typeof createSmallRepository>
let bisection: string
let regression: string

const run = {
  ...{ log: null, logBytes: 0, command: 'qemu', emulator: 'QEMU', accelerator: 'tcg' as const },
  ...{ worker: 'w', cpuSeconds: 1, seconds: 1, attempt: 1 },
} as const
const failed = { kind: 'failed', signature: { kind: 'panic', text: 'panic' }, stage: 'kernel' } as const

beforeAll(async () => {
  service = await startTestService()
  repository = createSmallRepository(join(service.directory, 'source'))
  repository.git('tag', 'v1', 'c1')
  await service.call('POST', '/trees', { name: 'small', url: join(service.directory, 'source') })
  const request = { tree: 'small', good: 'c0', bad: 'main', target: { architecture: 'arm64', cmdline: 'debug' } }
  const made = (await (await service.call('POST', '/bisections', request)).json()) as {
    id: string
    targets: { key: string }[]
  }
  bisection = made.id
  const { bisections, trees } = service.parts.store
  const targetKey = made.targets[0]?.key ?? ''
  const mirror = service.parts.openMirror({ name: 'small', url: join(service.directory, 'source') })
  await bisections.saveRange(bisection, await mirror.range([repository.hash('c0')], repository.hash('main')))
  for (const [name, result] of [
    ['c0', { kind: 'passed' }],
    ['main', failed],
    ['c2', { kind: 'passed' }],
  ] as const)
    await bisections.addRun(bisection, { ...run, targetKey, result, revision: { commit: repository.hash(name) } })
  regression = await bisections.addRegression(bisection, {
    ...{
      goodHash: repository.hash('c0'),
      badHash: repository.hash('main'),
      targetName: 'arm64',
      architecture: 'arm64',
    },
    ...{ branch: 'main', treeId: (await trees.byName('small'))?.id ?? '', testKind: 'boot' },
    signature: { kind: 'panic', text: 'panic in cma_init' },
  })
})
afterAll(() => service?.remove())

const get = <T extends Type.TSchema>(schema: T, path: string) =>
  service.call('GET', path).then((response) => expectAnswer(schema, response))
const Items = <T extends Type.TSchema>(item: T) => Type.Object({ items: Type.Array(item) })

describe('bisections', () => {
  test('are filtered and sorted by the query, and a cursor belongs to its sort', async () => {
    const query = '?tree=small&architecture=arm64&state=queued&test=boot&config=defconfig&text=MAIN&sort=tree&limit=1'
    expect((await get(Page(BisectionSummary), `/bisections${query}`)).items.map(({ id }) => id)).toEqual([bisection])
    const more = { tree: 'small', good: 'c0', bad: 'c3', attach: false, target: { architecture: 'arm' } }
    await service.call('POST', '/bisections', more)
    const { next } = await get(Page(BisectionSummary), '/bisections?sort=tree&limit=1')
    const { detail } = await expectProblem(await service.call('GET', `/bisections?sort=-tree&cursor=${next}`), 400)
    expect(detail).toContain('belongs to a list sorted by tree, not by -tree')
    await expectProblem(await service.call('GET', '/bisections?sort=colour'), 400)
  })
})

describe('regressions', () => {
  test.each(['', '?state=open', '?state=known&state=open', '?tree=small&branch=main&text=CMA_init'])(
    'are listed with %s',
    async (query) => {
      const { items } = await get(Page(Regression), `/regressions${query}`)
      expect(items.map(({ id }) => id)).toEqual([regression])
    },
  )

  test.each(['?state=fixed', '?architecture=arm', '?text=oops'])('are left out by %s', async (query) => {
    expect((await get(Page(Regression), `/regressions${query}`)).items).toEqual([])
  })

  test('show how their test did, oldest commit first, each with its subject', async () => {
    const detail = await get(RegressionDetail, `/regressions/${regression}`)
    expect(detail).toMatchObject({ id: regression, bisectionId: bisection, origin: null, note: null })
    const history = detail.history.map(({ commit, subject, passes, failures }) => [commit, subject, passes, failures])
    const main = repository.hash('main')
    expect(history).toEqual([
      [repository.hash('c0'), 'c0', 1, 0],
      [repository.hash('c2'), 'c2', 1, 0],
      [main, repository.git('log', '-1', '--format=%s', 'main'), 0, 1],
    ])
    await expectProblem(await service.call('GET', '/regressions/nosuchregression'), 404)
  })

  test('stay with their history when their bisection is deleted', async () => {
    const request = { tree: 'small', good: 'c0', bad: 'c4', attach: false, target: { architecture: 'arm' } }
    const made = (await (await service.call('POST', '/bisections', request)).json()) as { id: string }
    const id = await service.parts.store.bisections.addRegression(made.id, {
      ...{ goodHash: repository.hash('c0'), badHash: repository.hash('c4'), targetName: 'arm', architecture: 'arm' },
      ...{ branch: null, treeId: (await service.parts.store.trees.byName('small'))?.id ?? '', testKind: 'boot' },
      signature: null,
    })
    expect((await service.call('DELETE', `/bisections/${made.id}`)).status).toBe(204)
    expect(await get(RegressionDetail, `/regressions/${id}`)).toMatchObject({ bisectionId: null, culprit: null })
  })
})

describe('a tree', () => {
  test('tells its tested revisions with their subjects, the last tested first', async () => {
    const { items } = await get(Page(Revision), '/trees/small/revisions')
    expect(items.map(({ commit }) => commit)).toEqual(['c2', 'main', 'c0'].map((name) => repository.hash(name)))
    expect(items[0]).toMatchObject({ subject: 'c2', results: [{ target: 'arm64', test: 'boot', passes: 1 }] })
    await expectProblem(await service.call('GET', '/trees/small/revisions?cursor=x'), 400)
  })

  test('completes branches and tags', async () => {
    const { items } = await get(Items(TreeRef), '/trees/small/refs?text=V')
    expect(items).toMatchObject([{ name: 'v1', kind: 'tag', hash: repository.hash('c1') }])
    expect((await get(Items(TreeRef), '/trees/small/refs')).items.map(({ name }) => name)).toContain('main')
    await expectProblem(await service.call('GET', '/trees/nowhere/refs'), 404)
  })

  test('knows the targets that it was bisected on', async () => {
    const { items } = await get(Items(KnownTarget), '/trees/small/targets')
    const arm64 = items.find(({ name }) => name === 'arm64')
    expect(arm64?.request).toEqual({ architecture: 'arm64', cmdline: 'debug' })
  })
})

describe('the overview', () => {
  test('is one answer', async () => {
    const overview = await get(Overview, '/overview')
    expect(overview.running.map(({ id }) => id)).toContain(bisection)
    expect(overview.regressions.map(({ id }) => id)).toContain(regression)
    expect(Object.keys(overview.queues)).toContain('build-arm64')
    expect(overview.totals.bisections).toBe(overview.totals.running)
  })
})

describe('metrics', () => {
  const metrics = async (): Promise<string> => (await fetch(`${service.url}/metrics`)).text()

  test('count bisections by state, jobs by queue, workers and waiting deliveries', async () => {
    const text = await metrics()
    expect(text).toMatch(/^kbisect_bisections\{state="queued"\} [1-9]/m)
    expect(text).toMatch(/^kbisect_bisections\{state="finished"\} 0$/m)
    expect(text).toMatch(/^kbisect_queue_jobs\{queue="coordinate",state="waiting"\} \d+$/m)
    expect(text).toMatch(/^kbisect_workers 0$/m)
    expect(text).toMatch(/^kbisect_deliveries_waiting 0$/m)
    expect(text).toMatch(/^kbisect_tasks_without_worker\{kind="build",architecture="arm64"\} 0$/m)
    const target = { architecture: 'arm64', key: 'a'.repeat(16) } as Target
    const task = { kind: 'build', revision: { commit: repository.hash('c1') }, target } as const
    await service.parts.queue.enqueue(bisection, task, { delaySeconds: 0, avoid: [] })
    expect(await metrics()).toMatch(/^kbisect_tasks_without_worker\{kind="build",architecture="arm64"\} 1$/m)
  })

  test('without Redis still tell what the database knows', async () => {
    await service.stopRedis()
    const text = await metrics()
    expect(text).toMatch(/^kbisect_bisections\{state="queued"\} [1-9]/m)
    expect(/^kbisect_workers \d/m.test(text)).toBe(false)
  })
})
