import { describe, expect, it } from 'vitest'
import { Evidence } from '../model/evidence.ts'
import type { BuildFact, Facts, RunFact } from '../model/facts.ts'
import {
  type Behaviour,
  chain,
  compileError,
  failing,
  hash,
  numberOf,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

/** Fails from c05 on, unless that one is reverted. */
const broken: World['behave'] = (commit, { reverted }) =>
  numberOf(commit) >= 5 && reverted !== 'c05' ? failing(panic) : passed

function solve(world: Partial<World> = {}, known: Partial<Facts> = {}) {
  const history = world.history ?? chain(9)
  const { plan, tasks, facts, stages } = simulate({ behave: broken, ...world, history }, { known })
  if (!plan.result) throw new Error('it has no result')
  const names = new Map(history.map(([name]) => [hash(name), name]))
  const named = (list: readonly string[]) =>
    list.map((task) => {
      const [kind, revision = '', , last] = task.split('.')
      const parts = revision.split(/(?=[~+&])/).map((part) => {
        const [, sign = '', commit = ''] = /^([~+&]?)(.*)$/.exec(part) ?? []
        return `${sign}${names.get(commit) ?? 'good'}`
      })
      return `${kind} ${parts.join('')}${last === undefined ? '' : ` ${last}`}`
    })
  const result = plan.result
  const of = (kind: string) => result.assumptions.find((assumption) => assumption.kind === kind)
  return {
    result,
    tasks: named(tasks),
    clean: named(tasks).filter((task) => task.endsWith(' clean')),
    of,
    facts,
    stages,
  }
}

describe('a proof', () => {
  it('builds the culprit and its parent once from nothing, and boots nothing more where the images are equal', () => {
    const { result, clean, of, facts } = solve()
    expect(result).toMatchObject({ label: 'confirmed', culprit: { hash: hash('c05') } })
    expect(clean.sort()).toEqual(['build c04 clean', 'build c05 clean'])
    expect(of('clean build')).toMatchObject({
      state: 'settled',
      text: expect.stringMatching(/were built from an empty/),
    })
    expect(of('clean build')?.text).not.toContain('do not count')
    const images = (name: string) =>
      new Set(
        facts.runs
          .filter(({ revision }) => revision.commit === hash(name) && !revision.reverted)
          .map(({ image }) => image),
      )
    expect([images('c04'), images('c05')]).toEqual([new Set([hash('c04')]), new Set([hash('c05')])])
  })

  it('builds each parent of a merge from nothing', () => {
    const history: World['history'] = [
      ['c01', ['good']],
      ['c02', ['good']],
      ['c03', ['good']],
      ['c04', ['c01', 'c02', 'c03']],
      ['c05', ['c04']],
    ]
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 4 && reverted === undefined ? failing(panic) : passed
    const { result, clean } = solve({ history, behave })
    expect(result.culprit?.hash).toBe(hash('c04'))
    expect(clean.sort()).toEqual(['build c01 clean', 'build c02 clean', 'build c03 clean', 'build c04 clean'])
  })

  it('asks for no clean build for further targets, nor for the revert', () => {
    const { clean, facts } = solve({ request: { alsoTest: [{ architecture: 'arm' }] } })
    expect(clean.sort()).toEqual(['build c04 clean', 'build c05 clean'])
    expect(new Set(facts.builds.filter(({ clean }) => clean).map(({ targetKey }) => targetKey)).size).toBe(1)
  })
})

describe('where the clean image is another one', () => {
  it('runs of the image before do not count, and the clean image is run', () => {
    const { result, tasks, facts, of } = solve({ poisoned: ['c05'] })
    expect(result).toMatchObject({ label: 'confirmed', culprit: { hash: hash('c05') } })
    const images = facts.runs.filter(({ revision }) => revision.commit === hash('c05') && !revision.reverted)
    const ofClean = images.filter(({ image }) => image === hash('c05'))
    expect(ofClean.length).toBeGreaterThanOrEqual(3)
    expect(images.length).toBeGreaterThan(ofClean.length)
    expect(new Set(tasks).size).toBe(tasks.length)
    expect(of('clean build')?.text).toMatch(/Earlier builds of 633035.* do not count/)
  })

  it('a culprit that was made by what another build left is not named', () => {
    // What c03 leaves in the output directory makes every later build fail; only c07 is really
    // broken.
    const behave: World['behave'] = (commit, { reverted, clean }): Behaviour =>
      (numberOf(commit) >= 7 && reverted !== 'c07') || (!clean && numberOf(commit) >= 3 && !reverted)
        ? failing(panic)
        : passed
    const { result } = solve({ behave, poisoned: ['c03', 'c04', 'c05', 'c06'] })
    expect(result.culprit?.hash).not.toBe(hash('c03'))
    expect(result.culprit === null || result.culprit.hash === hash('c07')).toBe(true)
  })

  it('a clean parent that fails leads the search to an older commit', () => {
    const behave: World['behave'] = (commit, { reverted, clean }) =>
      numberOf(commit) >= (clean ? 4 : 5) && reverted === undefined ? failing(panic) : passed
    const { result, clean } = solve({ behave, poisoned: ['c04'] })
    expect(result).toMatchObject({ label: 'confirmed', culprit: { hash: hash('c04') } })
    expect(clean.sort()).toEqual(['build c03 clean', 'build c04 clean', 'build c05 clean'])
  })
})

describe('a build test', () => {
  const buildTest = { request: { test: { kind: 'build' } } as const }

  it('takes its verdict from the clean builds', () => {
    const behave: World['behave'] = (commit, { reverted, clean }) =>
      numberOf(commit) >= (clean ? 6 : 5) && reverted === undefined ? 'does not build' : passed
    const { result, of } = solve({ ...buildTest, behave })
    expect(result).toMatchObject({ label: 'confirmed', culprit: { hash: hash('c06') } })
    expect(of('clean build')?.text).toContain('these builds are the answers')
  })

  it('names nothing where no commit fails but by what earlier builds left', () => {
    const behave: World['behave'] = (commit, { reverted, clean }) =>
      !clean && numberOf(commit) >= 5 && reverted === undefined ? 'does not build' : passed
    expect(solve({ ...buildTest, behave }).result.culprit).toBeNull()
  })
})

describe('a commit that does not build by itself', () => {
  it('is built from nothing as it is, and with the patch', () => {
    const behave: World['behave'] = (commit, { patched, reverted }) => {
      const at = numberOf(commit)
      if (at >= 4 && at <= 6 && patched === undefined) return 'does not build otherwise'
      return at >= 5 && reverted !== 'c05' ? failing(panic) : passed
    }
    const { clean } = solve({ behave })
    expect(clean).toEqual(expect.arrayContaining(['build c05 clean', 'build c05+c07 clean', 'build c04 clean']))
  })

  it('is tested as it is when it builds from nothing', () => {
    const behave: World['behave'] = (commit, { patched, reverted, clean }) => {
      const at = numberOf(commit)
      if (at === 5 && patched === undefined && !clean) return { doesNotBuild: compileError }
      return at >= 5 && reverted !== 'c05' ? failing(panic) : passed
    }
    const { result, clean } = solve({ behave })
    expect(clean).toEqual(expect.arrayContaining(['build c05 clean']))
    expect(result).toMatchObject({ culprit: { hash: hash('c05') } })
    expect(result.reason).not.toContain('does not build by itself')
  })
})

describe('a clean build that no host can make', () => {
  it('leaves the culprit probable, and says why', () => {
    const { result, of, clean } = solve({ cleanFaults: ['c05'] })
    expect(result).toMatchObject({ label: 'probable', culprit: { hash: hash('c05') } })
    expect(of('clean build')).toMatchObject({ state: 'open', lowersLabel: true })
    expect(of('clean build')?.text).toContain('build-timeout')
    expect(clean.filter((task) => task === 'build c05 clean')).toHaveLength(3)
  })

  it('is made as usual where the commit was not built before', () => {
    const { result } = solve({ cleanFaults: ['c04', 'c05', 'good'], history: chain(5) })
    expect(result).toMatchObject({ label: 'probable', culprit: { hash: hash('c05') } })
  })
})

it('runs that were stored before images were noted count for the first image alone', () => {
  const target = { key: 'k' } as never
  const build = (image: string, clean: boolean): BuildFact =>
    ({
      ...{ revision: { commit: 'a' }, targetKey: 'k', result: 'built', imageDigest: 'same' },
      ...{ artifacts: [{ name: 'image', digest: image, bytes: 1 }], clean },
    }) as never
  const run = (attempt: number, image?: string): RunFact =>
    ({ revision: { commit: 'a' }, targetKey: 'k', attempt, result: passed, ...(image ? { image } : {}) }) as never
  const counted = (builds: BuildFact[]) =>
    new Evidence({
      builds,
      runs: [run(1), run(2, 'x'), run(3, 'y')],
      infrastructureErrors: new Map(),
      overrides: [],
      reruns: [],
    })
      .runs({ commit: 'a' }, target)
      .map(({ attempt }) => attempt)
  expect(counted([build('x', false)])).toEqual([1, 2, 3])
  expect(counted([build('x', false), build('x', true)])).toEqual([1, 2])
  expect(counted([build('x', false), build('y', true)])).toEqual([3])
  expect(counted([build('y', true)])).toEqual([1, 3])
})
