import {
  Bisection,
  Delivery,
  type Kcidb,
  Page,
  Problem,
  Regression,
  RegressionReported,
  WebhookCreated,
} from '@kbisect/contracts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { expectAnswer as answer } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree, type SmallRepository } from './small-repository.fixture.ts'

let service: TestService
let repository: SmallRepository
let webhook: string

beforeAll(async () => {
  service = await startTestService()
  repository = await addSmallTree(service)
  const hook = { url: 'http://127.0.0.1:9/hook', types: ['regression.found'] }
  webhook = (await answer(WebhookCreated, await service.call('POST', '/webhooks', hook), 201)).id
})
afterAll(() => service.remove())
afterEach(() => setPolicy('bisect'))

const setPolicy = (importPolicy: 'bisect' | 'record') => Object.assign(service.parts.settings, { importPolicy })

const report = async (body: unknown, status = 201) =>
  answer(RegressionReported, await service.call('POST', '/regressions', body), status)

const told = async () =>
  (await answer(Page(Delivery), await service.call('GET', `/webhooks/${webhook}/deliveries`))).items

const LOG = `[    1.0] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000000
[    1.0] Internal error: Oops: 96000004 [#1] SMP
[    1.0] pc : foo_probe+0x10/0x20
[    1.0] Call trace:
[    1.0]  foo_probe+0x10/0x20
[    1.0] Kernel panic - not syncing: Attempted to kill init!`

/** A boot that passed at one commit and fails at another, as Maestro tells it. */
function kcidb(good: string | undefined, bad: string, change: (whole: Kcidb) => void = () => undefined): Kcidb {
  const one = (name: string, ref: string) => ({
    checkout: {
      id: `maestro:${name}`,
      origin: 'maestro',
      tree_name: 'small',
      git_repository_branch: 'main',
      git_commit_hash: repository.hash(ref),
      patchset_hash: '',
    },
    build: {
      id: `maestro:${name}`,
      origin: 'maestro',
      checkout_id: `maestro:${name}`,
      architecture: 'arm64',
      config_name: 'tinyconfig',
    },
    test: { id: `maestro:${name}`, origin: 'maestro', build_id: `maestro:${name}`, path: 'boot' },
  })
  const failing = one(`bad-${bad}`, bad)
  const passing = good === undefined ? [] : [one(`good-${good}`, good)]
  const whole: Kcidb = {
    version: { major: 5, minor: 3 },
    checkouts: [failing.checkout, ...passing.map(({ checkout }) => checkout)],
    builds: [failing.build, ...passing.map(({ build }) => build)],
    tests: [
      { ...failing.test, status: 'FAIL', log_excerpt: LOG, log_url: 'https://logs.example.org/1' },
      ...passing.map(({ test: passed }) => ({ ...passed, status: 'PASS' as const })),
    ],
  }
  change(whole)
  return whole
}

test('a failure of KCIDB becomes a regression, and a bisection that looks for the same failure', async () => {
  const before = (await told()).length
  const regression = await report(kcidb('c0', 'c5'))
  expect(regression).toMatchObject({
    source: 'kcidb',
    state: 'open',
    tree: 'small',
    branch: 'main',
    good: repository.hash('c0'),
    bad: repository.hash('c5'),
    target: 'arm64',
    test: 'boot',
    note: null,
    signature: { kind: 'panic', function: 'foo_probe' },
  })
  const bisection = await answer(Bisection, await service.call('GET', `/bisections/${regression.bisectionId}`))
  expect(bisection).toMatchObject({
    branch: 'main',
    createdBy: 'bootstrap',
    regression: { id: regression.id, state: 'open' },
    request: {
      failure: { kind: 'panic', function: 'foo_probe' },
      target: { architecture: 'arm64', config: 'tinyconfig' },
    },
  })
  const { items } = await answer(Page(Regression), await service.call('GET', '/regressions'))
  expect(items.map(({ id }) => id)).toContain(regression.id)
  const deliveries = await told()
  expect(deliveries).toHaveLength(before + 1)
  expect(JSON.parse(deliveries[0]?.request ?? '')).toMatchObject({
    type: 'regression.found',
    data: {
      regressionId: regression.id,
      bisectionId: regression.bisectionId,
      url: expect.stringContaining(`/bisections/${bisection.id}`),
    },
  })

  // The same again, also at the same moment, is the same.
  const again = await Promise.all([report(kcidb('c0', 'c5'), 200), report(kcidb('c0', 'c5'), 200)])
  expect(again).toEqual([regression, regression])
  expect(await told()).toHaveLength(before + 1)

  // When the bisection has checked its boundaries, it says how it fails there, of the same
  // regression.
  const signature = { kind: 'panic' as const, text: 'panic: other' }
  const where = {
    goodHash: regression.good,
    badHash: regression.bad,
    branch: null,
    treeId: 'x',
    targetName: 'arm64',
    architecture: 'arm64',
    testKind: 'boot',
  }
  const { bisections } = service.parts.store
  expect(await bisections.addRegression(bisection.id, { ...where, signature })).toBe(regression.id)
  expect(await report(kcidb('c0', 'c5'), 200)).toEqual({ ...regression, signature })
  const message = [{ webhookId: webhook, text: '{}' }]
  expect(await bisections.addDeliveries(bisection.id, 'regression.found', message)).toEqual([])
})

test('a failure whose log is that of a journal, decoded, is the one that the bisection looks for', async () => {
  const lines = [
    'BUG: kernel NULL pointer dereference, address: 0000000000000000',
    'Oops: 0000 [#1] SMP NOPTI',
    'RIP: 0010:bar_probe (drivers/one/bar.c:70 (discriminator 1))',
    'Call Trace:',
    'really_probe (drivers/base/dd.c:600)',
  ]
  const log = lines.map((line) => `Mar 01 10:00:00 host kernel: ${line}`).join('\n')
  const regression = await report(
    kcidb('c0', 'c2', ({ tests }) => Object.assign(tests?.[0] ?? {}, { log_excerpt: log })),
  )
  expect(regression).toMatchObject({ signature: { kind: 'oops', function: 'bar_probe' } })
  const bisection = await answer(Bisection, await service.call('GET', `/bisections/${regression.bisectionId}`))
  expect(bisection.request).toMatchObject({ failure: { kind: 'oops', function: 'bar_probe' } })
})

test('two reports of a new failure at the same moment make one regression', async () => {
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => service.call('POST', '/regressions', kcidb('c1', 'c5'))),
  )
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 200, 200, 201])
  const bodies = (await Promise.all(answers.map((one) => one.json()))) as RegressionReported[]
  expect(new Set(bodies.map(({ id, bisectionId }) => `${id} ${bisectionId}`)).size).toBe(1)
})

test('without a last passing run it is recorded, with the reason', async () => {
  const regression = await report(kcidb(undefined, 'c4'))
  expect(regression).toMatchObject({ bisectionId: null, bad: repository.hash('c4'), good: repository.hash('c4') })
  expect(regression.note).toContain('the last good commit is not known')
  const { id } = await report(kcidb(undefined, 'c4'), 200)
  expect(id).toBe(regression.id)
  const [delivery] = await told()
  expect(JSON.parse(delivery?.request ?? '').data).toMatchObject({
    regressionId: id,
    bisectionId: null,
    url: `${service.url}/regressions/${id}`,
  })
})

test('a service that only records starts nothing, until it does', async () => {
  setPolicy('record')
  const short = {
    tree: 'small',
    good: 'c0',
    bad: 'c3',
    target: { architecture: 'arm' },
    branch: 'main',
    why: 'my desk',
  }
  const recorded = await report(short)
  expect(recorded).toMatchObject({ bisectionId: null, source: 'api', good: repository.hash('c0') })
  expect(recorded.note).toContain('KBISECT_IMPORT_POLICY')
  setPolicy('bisect')
  const started = await report(short, 200)
  expect(started).toMatchObject({ id: recorded.id, note: null, bisectionId: expect.any(String) })
})

test('a bisection of the same question that is there already is the one of the regression', async () => {
  const request = { tree: 'small', good: 'c2', bad: 'c5', target: { architecture: 'arm64', config: 'tinyconfig' } }
  const { id } = await answer(Bisection, await service.call('POST', '/bisections', request), 201)
  expect((await report(kcidb('c2', 'c5'))).bisectionId).toBe(id)
})

test('twelve different failures that are reported at the same moment become twelve regressions', async () => {
  const short = (at: number) => ({
    ...{ tree: 'small', good: 'c0', bad: 'c2', why: 'my desk' },
    target: { architecture: 'arm64', cmdline: `report=${at}` },
  })
  const all = await Promise.all(Array.from({ length: 12 }, (_, at) => report(short(at))))
  expect(new Set(all.map(({ bisectionId }) => bisectionId)).size).toBe(12)
})

test.each<[string, () => unknown, string, RegExp, RegExp]>([
  [
    'a tree that is not known',
    () =>
      kcidb('c0', 'c5', ({ checkouts }) =>
        Object.assign(checkouts?.[0] ?? {}, {
          tree_name: 'next',
          git_repository_url: 'https://git.example.org/next.git',
        }),
      ),
    'checkouts[0].tree_name',
    /there is no tree next at https:\/\/git.example.org/,
    /Known ones: small/,
  ],
  [
    'a commit that the tree does not have',
    () =>
      kcidb('c0', 'c5', ({ checkouts }) => Object.assign(checkouts?.[0] ?? {}, { git_commit_hash: 'e'.repeat(40) })),
    'checkouts[0].git_commit_hash',
    /is not a commit/,
    /push it/,
  ],
  [
    'a range that runs backwards',
    () => kcidb('c5', 'c0'),
    'checkouts[0].git_commit_hash',
    /the bad commit is the older one/,
    /swap/,
  ],
  [
    'patches',
    () => kcidb('c0', 'c5', ({ checkouts }) => Object.assign(checkouts?.[0] ?? {}, { patchset_hash: 'f'.repeat(64) })),
    'checkouts[0].patchset_hash',
    /has patches/,
    /as it is in the tree/,
  ],
  [
    'a harness that broke',
    () => kcidb(undefined, 'c5', ({ tests }) => Object.assign(tests?.[0] ?? {}, { status: 'MISS' })),
    'tests[0].status',
    /MISS says/,
    /status FAIL/,
  ],
  ['null', () => ({ ...kcidb('c0', 'c5'), issues: null }), 'issues', /null is not a list/, /.?/],
  [
    'a newer version',
    () => ({ ...kcidb('c0', 'c5'), version: { major: 6, minor: 0 } }),
    'version.major',
    /6 is above 5/,
    /Version 5 is understood/,
  ],
  [
    'an unknown field',
    () => ({ version: { major: 5, minor: 3 }, tests: [{ id: 'a:b', origin: 'a', build_id: 'a:b', verdict: 'x' }] }),
    'tests[0].verdict',
    /not a known field/,
    /log_excerpt/,
  ],
  ['our own form without a target', () => ({ tree: 'small', good: 'c0', bad: 'c5' }), 'target', /is missing/, /.?/],
  [
    'our own form with a tree that is not known',
    () => ({ tree: 'other', good: 'c0', bad: 'c5', target: { architecture: 'arm' } }),
    'tree',
    /there is no tree other/,
    /POST \/api\/v1\/trees/,
  ],
  [
    'our own form with a ref that is none',
    () => ({ tree: 'small', good: 'c0', bad: 'c9', target: { architecture: 'arm' } }),
    'bad',
    /"c9" is not a commit/,
    /spelling/,
  ],
])('%s is refused in the words of the field', async (_, body, field, message, hint) => {
  const response = await service.call('POST', '/regressions', body())
  const { errors } = await answer(Problem, response, 422)
  const error = errors?.find((one) => one.field === field)
  expect(error, JSON.stringify(errors)).toBeDefined()
  expect(error?.message).toMatch(message)
  expect(error?.hint ?? '').toMatch(hint)
})

test('a report is taken from whoever has a token alone', async () => {
  const response = await fetch(`${service.url}/api/v1/regressions`, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json' },
  })
  expect(response.status).toBe(401)
})
