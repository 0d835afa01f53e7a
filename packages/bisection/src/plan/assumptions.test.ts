import type { AssumptionKind } from '@kbisect/contracts'
import { describe, expect, it } from 'vitest'
import { taskKey } from '../model/facts.ts'
import { plan } from './plan.ts'
import {
  alone,
  type Behaviour,
  chain,
  failing,
  hash,
  numberOf,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

const broken: World['behave'] = (commit, { reverted }) =>
  numberOf(commit) >= 5 && reverted === undefined ? failing(panic) : passed

function solve(more: Partial<World> = {}) {
  const { plan: end, facts, record, range } = simulate({ history: chain(9), behave: broken, ...more })
  if (!end.result) throw new Error('there is no result')
  const of = (kind: AssumptionKind) => end.result?.assumptions.find((one) => one.kind === kind)
  return { result: end.result, of, facts, record, range }
}

const OPEN = { state: 'open', lowersLabel: false }
const SETTLED = { state: 'settled', lowersLabel: false }
const LOWERING = { state: 'open', lowersLabel: true }

describe('the assumptions of a result', () => {
  it('list what an ordinary proof on one host depends on, and lower nothing', () => {
    const { result } = solve()
    expect(result.label).toBe('confirmed')
    expect(result.assumptions.map(({ kind, state, lowersLabel }) => [kind, state, lowersLabel])).toEqual([
      ['one host', 'open', false],
      ['toolchain', 'open', false],
      ['emulator', 'open', false],
      ['cached image', 'settled', false],
      ['clean build', 'settled', false],
      ['revert', 'settled', false],
      ['clock', 'settled', false],
    ])
  })

  it('are none without a culprit', () => {
    expect(solve({ behave: () => passed }).result.assumptions).toEqual([])
  })

  it('say of a build failure only what builds depend on', () => {
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 5 && reverted === undefined ? 'does not build' : passed
    const { result } = solve({ behave, request: { test: { kind: 'build' } } })
    expect(result).toMatchObject({ label: 'confirmed' })
    expect(result.assumptions.map(({ kind }) => kind)).toEqual(['toolchain', 'clean build', 'revert'])
  })

  it.each([
    [['w'], 'was seen on w alone, at first as an infrastructure error (compiler-crashed).'],
    [['b'], undefined],
  ])('say of a build failure that hosts cause as well whether one host alone saw it: %j', (workers, text) => {
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 5 && reverted === undefined ? 'does not build' : passed
    const { facts, record, range } = solve({ behave, request: { test: { kind: 'build' } } })
    const target = record.targets[0]
    if (!target) throw new Error('there is no target')
    const builds = facts.builds.map((build) => ({ ...build, worker: 'w' }))
    const key = taskKey({ kind: 'build', revision: { commit: hash('c05') }, target })
    const errors = workers.map((worker) => ({ code: 'compiler-crashed', message: 'cc1 crashed', worker }))
    const infrastructureErrors = new Map([[key, errors]])
    const { result } = plan({ ...alone(range), record, facts: { ...facts, builds, infrastructureErrors } })
    const one = result?.assumptions.find(({ kind }) => kind === 'one host')
    expect(one?.text.endsWith(text ?? 'nothing')).toBe(text === undefined ? undefined : true)
    if (one) expect(one).toMatchObject(OPEN)
  })

  it('say of a silent kernel that one host alone saw it, and that a broken emulator shows the same', () => {
    const silence: Behaviour = {
      kind: 'failed',
      stage: 'none',
      signature: { kind: 'silence', place: 'none', text: 'silence: before any output' },
    }
    const { of } = solve({ behave: (...about) => (broken(...about) === passed ? passed : silence) })
    expect(of('one host')).toMatchObject(OPEN)
    expect(of('one host')?.text).toMatch(/alone, which saw no line of the kernel from \S+: a broken emulator there/)
  })

  it('name commits that could not be tested, which the runs exclude', () => {
    const behave: World['behave'] = (commit, about) => (commit === 'c07' ? 'does not build' : broken(commit, about))
    const { of, result } = solve({ behave, noops: ['c06'] })
    if (result.findings.length > 0) expect(of('skipped commit')).toMatchObject(SETTLED)
    expect(result.label).toBe('confirmed')
  })

  it.each([
    ['conflict', passed, SETTLED, 'confirmed without revert'],
    ['conflict', 'conflict', OPEN, 'confirmed without revert'],
    ['does not build', failing(panic), LOWERING, 'probable'],
    [failing(panic), passed, LOWERING, 'probable'],
  ] as const)(
    'tell of a revert that ends in %o on the bad revision and in %o on the culprit',
    (onBad, onOwn, what, label) => {
      const behave: World['behave'] = (commit, about): Behaviour =>
        about.reverted === undefined ? broken(commit, about) : commit === 'c09' ? onBad : onOwn
      const { of, result } = solve({ behave })
      expect(of('revert')).toMatchObject(what)
      expect(result.label).toBe(label)
    },
  )
})

describe('another host', () => {
  const runsOf = ({ facts }: ReturnType<typeof solve>, commit: string) =>
    facts.runs.filter(({ revision }) => revision.commit === hash(commit) && !revision.reverted)

  it('runs the culprit and its parent once more each, and settles that one host alone showed it', () => {
    const solved = solve({ hosts: ['a', 'b'] })
    expect(solved.of('one host')).toMatchObject(SETTLED)
    expect(solved.result.label).toBe('confirmed')
    for (const commit of ['c04', 'c05']) {
      const runs = runsOf(solved, commit)
      expect(runs.filter(({ worker }) => worker === 'b')).toHaveLength(1)
      expect(runs.at(-1)).toMatchObject({ worker: 'b', avoided: ['a'] })
    }
  })

  it('that takes no boot is asked once for each commit, and what one host showed is probable', () => {
    const solved = solve({ hosts: ['a', 'b'], busyHosts: ['b'] })
    expect(solved.of('one host')).toMatchObject(LOWERING)
    expect(solved.result.label).toBe('probable')
    for (const commit of ['c04', 'c05']) {
      const asked = runsOf(solved, commit).filter(({ avoided = [] }) => avoided.length > 0)
      expect(asked).toHaveLength(1)
    }
  })

  it('that failed at the run with infrastructure errors is not asked again, and lowers nothing', () => {
    const { facts, record, range } = solve()
    const next = (infrastructureErrors: typeof facts.infrastructureErrors) =>
      plan({
        ...alone(range),
        idle: { build: 1, boot: 1, hosts: ['w', 'b'] },
        record,
        facts: { ...facts, infrastructureErrors },
      })
    const asked = next(new Map()).tasks
    expect(asked).toMatchObject(['c05', 'c04'].map((commit) => ({ revision: { commit: hash(commit) }, avoid: ['w'] })))
    const fault = { code: 'emulator-differs', message: 'another emulator', worker: 'b' }
    const { result, tasks } = next(new Map(asked.map((task) => [taskKey(task), [fault]])))
    expect(tasks).toEqual([])
    expect(result).toMatchObject({ label: 'confirmed' })
    expect(result?.assumptions).toContainEqual(expect.objectContaining({ kind: 'one host', ...OPEN }))
  })

  it('on which the culprit does not fail makes it no more than probable', () => {
    const behave: World['behave'] = (commit, about) => (about.host === 'b' ? passed : broken(commit, about))
    const { result } = solve({ hosts: ['a', 'b'], behave })
    expect(result.label).not.toMatch(/^confirmed/)
  })

  it('on which the parent fails as well takes the search back', () => {
    const behave: World['behave'] = (commit, about) => (about.host === 'b' ? failing(panic) : broken(commit, about))
    const { result } = solve({ hosts: ['a', 'b'], behave })
    expect(result.label).not.toMatch(/^confirmed/)
  })

  it('is asked for a failure that shows in some runs only until it shows there', () => {
    const behave: World['behave'] = (commit, about) =>
      about.host === 'b' && about.attempt % 2 === 1 ? passed : broken(commit, about)
    const { of, result } = solve({ hosts: ['a', 'b'], behave })
    expect(result).toMatchObject({ culprit: { hash: hash('c05') } })
    expect(of('one host')).toBeDefined()
  })
})

describe('what differs between the culprit and its parents', () => {
  const { facts, record, range } = solve()
  const again = (change: (facts: typeof solved) => Partial<typeof solved>) => {
    const solved = facts
    return plan({ ...alone(range), record, facts: { ...solved, ...change(solved) } }).result
  }
  const solved = facts
  const isParent = ({ revision }: { revision: { commit: string } }) => revision.commit === hash('c04')

  it.each([
    ['the version of the compiler', { toolchain: 'gcc 11' }],
    ['its exact identity, under one version', { toolchainId: '11' }],
  ])('lowers the label when it is %s', (_, other) => {
    const result = again(({ builds }) => ({
      builds: builds.map((build) => (isParent(build) ? { ...build, ...other } : build)),
    }))
    expect(result).toMatchObject({ label: 'probable' })
    expect(result?.assumptions).toContainEqual(expect.objectContaining({ kind: 'toolchain', ...LOWERING }))
  })

  it('lowers the label when it is how kernels are run', () => {
    const result = again(({ runs }) => ({
      runs: runs.map((run) => (isParent(run) ? { ...run, accelerator: 'kvm' as const } : run)),
    }))
    expect(result).toMatchObject({ label: 'probable' })
    expect(result?.assumptions).toContainEqual(expect.objectContaining({ kind: 'emulator', ...LOWERING }))
  })

  it('asks for a run of the parent when all that passed came before all that failed', () => {
    const early = facts.runs.map((run) => (isParent(run) ? { ...run, finishedAt: new Date(0) } : run))
    const next = plan({ ...alone(range), record, facts: { ...facts, runs: early } })
    expect(next.result).toBeUndefined()
    expect(next.tasks).toMatchObject([{ kind: 'boot', revision: { commit: hash('c04') } }])
  })
})
