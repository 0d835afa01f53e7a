import type { Kcidb, KcidbBuild, KcidbCheckout, KcidbTest } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { findTree, readKcidb, readShortForm } from './kcidb-import.ts'
import type { ReportedRegression } from './reported-regression.ts'

const GOOD = 'a'.repeat(40)
const BAD = 'b'.repeat(40)

interface Changes {
  readonly test?: Partial<KcidbTest>
  readonly build?: Partial<KcidbBuild>
  readonly checkout?: Partial<KcidbCheckout>
}

/** A test with its build and checkout, all called by one name. */
function result(name: string, hash: string, status: KcidbTest['status'], { test: own, build, checkout }: Changes = {}) {
  const at = { origin: 'maestro', start_time: '2026-03-01T10:00:00Z' }
  return {
    tests: [
      {
        ...at,
        id: `maestro:t-${name}`,
        build_id: `maestro:b-${name}`,
        path: 'boot',
        ...(status ? { status } : {}),
        ...own,
      },
    ],
    builds: [
      {
        ...at,
        id: `maestro:b-${name}`,
        checkout_id: `maestro:c-${name}`,
        architecture: 'arm64',
        config_name: 'defconfig',
        compiler: 'gcc',
        ...build,
      },
    ],
    checkouts: [
      {
        ...at,
        id: `maestro:c-${name}`,
        tree_name: 'mainline',
        git_repository_branch: 'master',
        git_commit_hash: hash,
        ...checkout,
      },
    ],
  }
}

function report(...results: ReturnType<typeof result>[]): Kcidb {
  const all = <K extends 'tests' | 'builds' | 'checkouts'>(name: K) =>
    results.flatMap((one) => one[name] as unknown[]) as NonNullable<Kcidb[K]>
  return { version: { major: 5, minor: 3 }, tests: all('tests'), builds: all('builds'), checkouts: all('checkouts') }
}

function read(kcidb: Kcidb): ReportedRegression {
  const reading = readKcidb(kcidb)
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.refusals))
  return reading.regression
}

const refusals = (kcidb: Kcidb) => {
  const reading = readKcidb(kcidb)
  return reading.kind === 'refused' ? reading.refusals : []
}

test('a failing test and its last passing run are a range, a target and a test', () => {
  const log = { log_url: 'http://logs.example.org/1', log_excerpt: 'Kernel panic' }
  const older = result('older', 'd'.repeat(40), 'PASS', { test: { start_time: '2026-02-01T00:00:00Z' } })
  const kcidb = report(older, result('bad', BAD, 'FAIL', { test: log }), result('good', GOOD, 'PASS'))
  expect(read(kcidb)).toMatchObject({
    tree: { name: 'mainline' },
    good: GOOD,
    request: {
      bad: BAD,
      branch: 'master',
      target: { architecture: 'arm64', config: 'defconfig', toolchain: 'gcc' },
      test: { kind: 'boot' },
    },
    obstacle: undefined,
    notes: [],
    source: 'kcidb',
    origin: {
      format: 'kcidb 5.3',
      testId: 'maestro:t-bad',
      goodTestId: 'maestro:t-good',
      logUrl: 'http://logs.example.org/1',
    },
    excerpt: 'Kernel panic',
  })
})

test.each<[string, Changes]>([
  ['path', { test: { path: 'ltp.sem01' } }],
  ['platform', { test: { environment: { misc: { platform: 'rk3399' } } } }],
  ['architecture', { build: { architecture: 'arm' } }],
  ['configuration', { build: { config_name: 'tinyconfig' } }],
  ['compiler', { build: { compiler: 'clang' } }],
  ['tree', { checkout: { tree_name: 'next' } }],
  ['branch', { checkout: { git_repository_branch: 'pending' } }],
  ['commit', { checkout: { git_commit_hash: BAD } }],
  ['patches', { checkout: { patchset_hash: 'e'.repeat(64) } }],
])('a test that passed is no last passing run when its %s is not the same', (_, changes) => {
  const regression = read(report(result('bad', BAD, 'FAIL'), result('good', GOOD, 'PASS', changes)))
  expect(regression.good).toBeNull()
  expect(regression.obstacle).toContain('the last good commit is not known')
})

test('a build that fails is bisected as a build', () => {
  const strip = (one: ReturnType<typeof result>, status: 'PASS' | 'FAIL') => ({
    ...one,
    tests: [],
    builds: one.builds.map((build) => ({ ...build, status })),
  })
  const kcidb = report(strip(result('bad', BAD, 'FAIL'), 'FAIL'), strip(result('good', GOOD, 'PASS'), 'PASS'))
  expect(read(kcidb)).toMatchObject({ good: GOOD, request: { bad: BAD, test: { kind: 'build' } }, obstacle: undefined })
})

test('several runs of one failure count once', () => {
  const twice = result('bad', BAD, 'FAIL')
  const again = { ...twice, tests: [...twice.tests, ...twice.tests.map((one) => ({ ...one, id: 'maestro:t-again' }))] }
  expect(read(report(again, result('good', GOOD, 'PASS'))).origin.testId).toBe('maestro:t-bad')
})

test('a test that cannot be run here is taken in, and says why it is not bisected', () => {
  const ltp = { test: { path: 'ltp.sem01' } }
  const regression = read(report(result('bad', BAD, 'FAIL', ltp), result('good', GOOD, 'PASS', ltp)))
  expect(regression.good).toBe(GOOD)
  expect(regression.obstacle).toContain('What the test ltp.sem01 does is not known here')
})

test.each<[string, object]>([
  ['kunit.list_sort.list_sort_test', { suite: 'list_sort', case: 'list_sort_test' }],
  ['kunit.exec.list_sort.list_sort_test', { suite: 'list_sort', case: 'list_sort_test' }],
  ['kunit.exec.exec_test_bprm_stack_limits', { suite: 'exec', case: 'exec_test_bprm_stack_limits' }],
  ['kunit.list_sort', { suite: 'list_sort' }],
])('the path %s names a test of KUnit, which is bisected', (path, kunit) => {
  const failed = { test: { path } }
  const regression = read(report(result('bad', BAD, 'FAIL', failed), result('good', GOOD, 'PASS', failed)))
  expect(regression.obstacle).toBeUndefined()
  expect(regression.request.test).toEqual({ kind: 'kunit', ...kunit })
})

test.each<[string, Partial<KcidbBuild>, unknown, RegExp | undefined]>([
  ['defconfig', {}, 'defconfig', undefined],
  ['tinyconfig', { config_name: 'tinyconfig' }, 'tinyconfig', undefined],
  [
    'a text',
    { config_name: 'my config/1', misc: { config: 'CONFIG_A=y\n' } },
    { name: 'my-config-1', content: 'CONFIG_A=y\n' },
    undefined,
  ],
  [
    'a name',
    { config_name: 'defconfig+kasan' },
    'defconfig',
    /defconfig\+kasan is not known here: defconfig is built instead/,
  ],
  [
    'a URL',
    { config_name: 'big', config_url: 'http://10.0.0.1/config' },
    'defconfig',
    /lies at a URL, which is not fetched/,
  ],
  ['no string', { misc: { config: { a: 1 } } }, 'defconfig', undefined],
])('a configuration that is %s', (_, build, config, note) => {
  const regression = read(report(result('bad', BAD, 'FAIL', { build }), result('good', GOOD, 'PASS', { build })))
  expect(regression.request.target.config).toEqual(config)
  if (note) expect(regression.notes.join(' ')).toMatch(note)
  else expect(regression.notes).toEqual([])
})

test.each([
  ['gcc-12', 'gcc', 'It was built with gcc-12, and is built with gcc here.'],
  [
    'Debian clang version 17.0.6',
    'clang',
    'It was built with Debian clang version 17.0.6, and is built with clang here.',
  ],
  ['tcc', undefined, 'It was built with tcc, and is built with gcc here.'],
])('the compiler %s', (compiler, toolchain, note) => {
  const regression = read(report(result('bad', BAD, 'FAIL', { build: { compiler } })))
  expect(regression.request.target.toolchain).toBe(toolchain)
  expect(regression.notes).toEqual([note])
})

test.each<[string, Kcidb, string, RegExp]>([
  [
    'a test that broke itself',
    report(result('x', BAD, 'ERROR')),
    'tests[0].status',
    /maestro:t-x: ERROR says that the test itself broke/,
  ],
  ['a harness that broke', report(result('x', BAD, 'MISS')), 'tests[0].status', /MISS says that the harness broke/],
  ['nothing that fails', report(result('x', BAD, 'PASS')), 'tests', /no test and no build has the status FAIL/],
  ['an empty report', { version: { major: 5, minor: 0 } }, 'tests', /no test and no build/],
  [
    'patches',
    report(result('x', BAD, 'FAIL', { checkout: { patchset_hash: 'e'.repeat(64) } })),
    'checkouts[0].patchset_hash',
    /maestro:c-x has patches/,
  ],
  [
    'no commit',
    report({ ...result('x', BAD, 'FAIL'), checkouts: [{ id: 'maestro:c-x', origin: 'maestro' } as never] }),
    'checkouts[0].git_commit_hash',
    /maestro:c-x does not name its commit/,
  ],
  [
    'another architecture',
    report(result('x', BAD, 'FAIL', { build: { architecture: 'riscv' } })),
    'builds[0].architecture',
    /kernels for riscv are not built here/,
  ],
  [
    'no build',
    report({ ...result('x', BAD, 'FAIL'), builds: [] }),
    'tests[0].build_id',
    /the build of the test maestro:t-x is not in the report/,
  ],
  [
    'no checkout',
    report({ ...result('x', BAD, 'FAIL'), checkouts: [] }),
    'builds[0].checkout_id',
    /the checkout of the build maestro:b-x is not/,
  ],
  [
    'two failures',
    report(result('x', BAD, 'FAIL'), result('y', BAD, 'FAIL', { build: { architecture: 'arm' } })),
    'tests',
    /2 different failures are in it: maestro:t-x, maestro:t-y/,
  ],
])('%s is refused, with the field and what to do', (_, kcidb, field, message) => {
  const [refusal] = refusals(kcidb)
  expect(refusal?.field).toBe(field)
  expect(refusal?.message).toMatch(message)
  expect(refusal?.hint).toMatch(/\.$/)
})

test('the short form is what it says', () => {
  const target = { architecture: 'arm' as const }
  expect(readShortForm({ tree: 'lab', good: 'v1', bad: 'v2', target, why: 'seen on my desk' })).toMatchObject({
    regression: {
      good: 'v1',
      request: { bad: 'v2', target },
      source: 'api',
      origin: { why: 'seen on my desk' },
      fields: { good: 'good', bad: 'bad' },
    },
  })
})

test('a tree is known by its name, else by its address in whatever spelling', () => {
  const trees = [
    { name: 'mainline', url: 'https://git.example.org/linux.git' },
    { name: 'next', url: 'https://git.example.org/linux-next' },
  ]
  expect(findTree(trees, { name: 'Mainline', url: undefined })?.name).toBe('mainline')
  expect(findTree(trees, { name: 'linus', url: 'https://git.example.org/linux/' })?.name).toBe('mainline')
  expect(findTree(trees, { name: 'linus', url: 'https://git.example.org/linux-next.git' })?.name).toBe('next')
  expect(findTree(trees, { name: 'linus', url: undefined })).toBeUndefined()
  expect(findTree(trees, { name: undefined, url: 'https://elsewhere.example.org/linux.git' })).toBeUndefined()
})

test('a report with thousands of objects is read in proportion to their number', () => {
  const count = 2_000
  const results = Array.from({ length: count }, (_, at) =>
    result(`r${at}`, at === 0 ? BAD : GOOD, at === 0 ? 'FAIL' : 'PASS'),
  )
  const kcidb = report(...results)
  let reads = 0
  const counted = <T extends { readonly id: string }>(object: T): T =>
    new Proxy(object, {
      get(target, name, receiver) {
        reads++
        return Reflect.get(target, name, receiver) as unknown
      },
    })
  const { tests = [], builds = [], checkouts = [] } = kcidb
  const watched = {
    ...kcidb,
    tests: tests.map(counted),
    builds: builds.map(counted),
    checkouts: checkouts.map(counted),
  }
  expect(read(watched)).toMatchObject({ good: GOOD, request: { bad: BAD } })
  // Each of the 6,000 objects is looked at a few times; looking through all of them for each took
  // millions.
  expect(reads).toBeLessThan(60 * count)
})
