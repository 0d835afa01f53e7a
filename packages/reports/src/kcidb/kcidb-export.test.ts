import { type Bisection, type Build, Kcidb, type Run, type RunResult } from '@kbisect/contracts'
import fc from 'fast-check'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { BAD, build, CULPRIT, culpritResult, GOOD, hash, inputFor, run, signature } from '../report-input.fixture.ts'
import { kcidbDocument } from './kcidb-document.fixture.ts'

const other = { kind: 'oops', text: 'oops in elsewhere' }
const failed = (how: typeof other | typeof signature = signature): RunResult => ({
  kind: 'failed',
  signature: how,
  stage: 'kernel',
})

type Input = Parameters<typeof kcidbDocument>[0]

function inputWith(changes: Partial<Input> = {}, bisection: Partial<Bisection> = {}): Input {
  const input = inputFor(culpritResult, { branch: 'master', ...bisection })
  const base = 'https://kbisect.example.org'
  return {
    ...input,
    urls: {
      ...input.urls,
      page: `${base}/bisections/abcdefgh`,
      log: (id) => `${base}/api/v1/runs/${id}/log`,
      artifact: (digest) => `${base}/api/v1/artifacts/${digest}`,
    },
    builds: [GOOD, CULPRIT, BAD].map((commit) => build(commit, 'built')),
    runs: [
      run('rungood1', GOOD, { kind: 'passed' }),
      run('runbad01', CULPRIT, failed()),
      run('runother', BAD, failed(other)),
    ],
    logExcerpt: 'Unable to handle kernel paging request\0',
    origin: 'mylab',
    treeUrl: 'https://git.example.org/linux.git',
    isSame: ({ text }) => text === signature.text,
    ...changes,
  }
}

/** Every string in it. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : []
}

/** What the schema says, and what it means beyond that. */
function checkRules(exported: Kcidb): void {
  expect([...Value.Errors(Kcidb, exported)].map(({ instancePath, message }) => `${instancePath} ${message}`)).toEqual(
    [],
  )
  const text = JSON.stringify(exported)
  expect(text).not.toMatch(/:null|\[null/)
  expect(text).not.toContain('\\u0000')
  const { checkouts = [], builds = [], tests = [], issues = [], incidents = [] } = exported
  for (const objects of [checkouts, builds, tests, issues, incidents]) {
    const ids = objects.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, origin } of objects) expect(id.startsWith(`${origin}:`)).toBe(true)
  }
  for (const { checkout_id } of builds) expect(checkouts.map(({ id }) => id)).toContain(checkout_id)
  for (const { build_id } of tests) expect(builds.map(({ id }) => id)).toContain(build_id)
  const linked = [...builds, ...tests].map(({ id }) => id)
  for (const incident of incidents) {
    expect(linked).toContain(incident.test_id ?? incident.build_id)
    expect(issues.map(({ id, version }) => [id, version])).toContainEqual([incident.issue_id, incident.issue_version])
  }
  const urls = [...checkouts, ...builds, ...tests, ...issues].flatMap((object) =>
    Object.entries(object).flatMap(([name, value]) => (name.endsWith('_url') ? strings(value) : [])),
  )
  for (const url of [...urls, ...builds.flatMap(({ output_files = [] }) => output_files.map(({ url }) => url))])
    expect(url).toMatch(/^https:\/\//)
}

test('each tested commit is a checkout with its build, each run a test, and the finding an issue of the code', async () => {
  const exported = await kcidbDocument(inputWith())
  checkRules(exported)
  expect(exported.version).toEqual({ major: 5, minor: 3 })
  expect(exported.checkouts?.map(({ git_commit_hash }) => git_commit_hash)).toEqual([GOOD, CULPRIT, BAD])
  expect(exported.checkouts?.[1]).toMatchObject({
    id: `mylab:abcdefgh_${CULPRIT}`,
    tree_name: 'lab',
    git_repository_url: 'https://git.example.org/linux.git',
    git_repository_branch: 'master',
    git_repository_branch_tip: false,
    patchset_hash: '',
  })
  expect(exported.builds?.[1]).toMatchObject({
    checkout_id: `mylab:abcdefgh_${CULPRIT}`,
    architecture: 'arm64',
    compiler: 'gcc 12.2.0',
    config_name: 'tinyconfig+cma',
    status: 'PASS',
    start_time: '2026-03-01T09:59:50.000Z',
    duration: 10,
  })
  expect(exported.tests?.map(({ path, status, log_excerpt }) => [path, status, log_excerpt])).toEqual([
    ['boot', 'PASS', undefined],
    ['boot', 'FAIL', 'Unable to handle kernel paging request'],
    ['boot', 'FAIL', 'oops in elsewhere'],
  ])
  expect(exported.issues).toMatchObject([
    {
      id: 'mylab:bisection_abcdefgh',
      report_url: 'https://kbisect.example.org/bisections/abcdefgh',
      culprit: { code: true, tool: false, harness: false },
      comment: 'Culprit confirmed: cccccccccccc ("mm/cma: keep areas in a list")',
      misc: { bisection: { good: GOOD, bad: BAD, culprit: { hash: CULPRIT }, label: 'confirmed' } },
    },
  ])
  // Of the run that failed otherwise nothing is said.
  expect(exported.incidents?.map(({ test_id, present }) => [test_id, present])).toEqual([
    ['mylab:rungood1', false],
    ['mylab:runbad01', true],
  ])
})

test('what is not as in the tree, what only we can reach, and other hashes than KCIDB knows stay out', async () => {
  const input = inputWith()
  const exported = await kcidbDocument({
    ...input,
    treeUrl: 'file:///srv/linux.git',
    urls: inputFor(null).urls,
    builds: [
      ...input.builds,
      { ...build(BAD, 'built'), id: 'reverted1', reverted: CULPRIT },
      { ...build(BAD, 'conflict'), id: 'conflict1', target: 'arm' },
      { ...build('e'.repeat(64), 'built'), id: 'sha256one' },
    ],
    runs: [...input.runs, { ...run('runrevert', BAD, { kind: 'passed' }), reverted: CULPRIT }],
  })
  checkRules(exported)
  expect(exported.builds).toHaveLength(3)
  expect(exported.tests).toHaveLength(3)
  expect(JSON.stringify([exported.checkouts, exported.builds, exported.tests])).not.toMatch(/_url|output_files/)
})

test('signals are statuses: of the kernel FAIL and PASS, of the harness MISS, and SKIP', async () => {
  const signals: RunResult[] = [
    { kind: 'passed' },
    { kind: 'passed', warnings: [signature] },
    { kind: 'skipped', reason: 'x' },
    { kind: 'infrastructure', reason: 'x' },
  ]
  const runs = signals.map((signal, at) => run(`run0000${at}`, CULPRIT, signal))
  const statuses = async (warnings: 'ignore' | 'fail') => {
    const { request } = inputFor(null).bisection
    const { tests } = await kcidbDocument(inputWith({ runs }, { request: { ...request, warnings } }))
    return tests?.map(({ status }) => status)
  }
  expect(await statuses('ignore')).toEqual(['PASS', 'PASS', 'SKIP', 'MISS'])
  expect(await statuses('fail')).toEqual(['PASS', 'FAIL', 'SKIP', 'MISS'])
})

test('of a kernel that does not build, the builds are where the issue shows', async () => {
  const text = 'build-failed in mm/cma.c: x'
  const input = inputWith({
    builds: [build(GOOD, 'built'), build(CULPRIT, 'failed', text), build(BAD, 'failed', 'build-failed in b.c: y')],
    runs: [],
    isSame: (one) => one.text === text,
  })
  const { result } = input.bisection
  if (!result) throw new Error('it has a result')
  const bisection = { ...input.bisection, result: { ...result, signature: { kind: 'build-failed', text } } }
  const exported = await kcidbDocument({ ...input, bisection })
  checkRules(exported)
  expect(exported.incidents?.map(({ build_id, present }) => [build_id, present])).toEqual([
    ['mylab:buildaaaaaaaa', false],
    ['mylab:buildcccccccc', true],
  ])
})

test('without a finding there is no issue', async () => {
  const result = { ...culpritResult, outcome: 'not-reproduced', culprit: null } as const
  const { issues, incidents, tests } = await kcidbDocument({
    ...inputWith(),
    ...inputFor(result),
    urls: inputWith().urls,
    builds: inputWith().builds,
  })
  expect([issues, incidents]).toEqual([[], []])
  expect(tests).not.toEqual([])
})

const nasty = fc.string({ unit: fc.constantFrom('a', '\0', '\uD800', '😀', '"', '\n', ' ') })
const plain = fc.constantFrom(GOOD, CULPRIT, BAD, hash('b'), 'f'.repeat(64))
const target = fc.constantFrom('arm64', 'arm', 'x86_64/clang', 'nowhere')
const anyRunResult: fc.Arbitrary<RunResult> = fc.oneof(
  fc.record({ kind: fc.constant('passed' as const) }),
  fc.record({ kind: fc.constant('failed' as const), stage: nasty, signature: fc.record({ kind: nasty, text: nasty }) }),
  fc.record({ kind: fc.constantFrom('skipped' as const, 'infrastructure' as const), reason: nasty }),
)
const anyBuild: fc.Arbitrary<Build> = fc
  .record({
    commit: plain,
    target,
    toolchain: nasty,
    result: fc.constantFrom('built', 'failed', 'conflict'),
    text: nasty,
    commands: fc.array(nasty),
    seconds: fc.double({ min: 0, max: 1e6, noNaN: true }),
    patched: fc.constantFrom(null, BAD),
  })
  .map(({ text, ...rest }) => ({ ...build(rest.commit, rest.result, text), ...rest }))
const anyRun: fc.Arbitrary<Run> = fc
  .record({
    commit: plain,
    target,
    result: anyRunResult,
    command: nasty,
    emulator: nasty,
    reverted: fc.constantFrom(null, BAD),
    log: fc.constantFrom(null, 'a'.repeat(64)),
  })
  .map((rest) => ({ ...run('x', rest.commit, rest.result), ...rest }))

test('whatever kernels, compilers and people say, the export keeps the rules', async () => {
  expect.hasAssertions()
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(anyBuild, { selector: ({ commit, target: name, patched }) => `${commit} ${name} ${patched}` }),
      fc.array(anyRun),
      fc.record({ branch: fc.option(nasty), title: nasty, tree: nasty }),
      fc.option(
        nasty.map((text) => text.repeat(20_000)),
        { nil: undefined, freq: 20 },
      ),
      nasty,
      async (builds, runs, bisection, logExcerpt, reason) => {
        const input = inputWith({}, bisection)
        const subjects = input.candidates.map((candidate) => ({ ...candidate, subject: reason }))
        checkRules(
          await kcidbDocument({
            ...input,
            candidates: subjects,
            builds: builds.map((one, at) => ({ ...one, id: `build${at}` })),
            runs: runs.map((one, at) => ({ ...one, id: `run${at}` })),
            ...(logExcerpt === undefined ? {} : { logExcerpt }),
          }),
        )
      },
    ),
    { numRuns: 60 },
  )
})
