import type { Signature } from '@kbisect/verdict'
import { describe, expect, it } from 'vitest'
import {
  type Behaviour,
  chain,
  failing,
  hash,
  numberOf,
  otherPanic,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

const warning: Signature = {
  kind: 'warning',
  function: 'slab_check',
  place: 'mm/slab.c',
  text: 'warning in slab_check',
}
const oldWarning: Signature = { kind: 'warning', function: 'pci_probe', place: 'pci.c', text: 'warning in pci_probe' }
const warned = (...warnings: Signature[]): Behaviour => ({ kind: 'passed', warnings })

describe('the failure that a request looks for', () => {
  const request = { failure: { function: 'cma_init' } } as const

  it('is bisected, and another one at the bad revision steps aside', () => {
    // The bad revision mostly dies of something else.
    const behave: World['behave'] = (commit, { reverted, attempt }) => {
      if (numberOf(commit) < 9 || reverted === 'c09') return passed
      return commit === 'c12' && attempt % 2 === 1 ? failing(otherPanic) : failing(panic)
    }
    const { result } = simulate({ history: chain(12), behave, request }).plan
    expect(result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c09') }, signature: panic })
  })

  it('that the bad revision does not show ends the bisection, with what was seen instead', () => {
    const behave: World['behave'] = (commit) => (numberOf(commit) >= 5 ? failing(otherPanic) : passed)
    const { plan, tasks } = simulate({ history: chain(9), behave, request })
    expect(plan.result).toMatchObject({
      outcome: 'not-reproduced',
      label: null,
      cause: 'bad revision fails otherwise',
      signature: otherPanic,
      checks: [{ name: 'bad revision', result: 'could not tell', reason: 'fails otherwise: panic in vfs_mount' }],
    })
    expect(plan.result?.reason).toContain('in cma_init')
    expect(tasks.filter((task) => task.startsWith('boot')).length).toBeLessThanOrEqual(6)
  })
})

describe('warnings of kernels that go on', () => {
  const behave: World['behave'] = (commit, { reverted }) => {
    const old = numberOf(commit) % 3 === 0 ? [oldWarning] : []
    return numberOf(commit) >= 7 && reverted !== 'c07' ? warned(...old, warning) : warned(...old)
  }

  it('are no failure unless the request says so', () => {
    expect(simulate({ history: chain(12), behave }).plan.result).toMatchObject({
      outcome: 'not-reproduced',
      cause: 'bad revision passes',
    })
  })

  it('can be bisected, and one that the good revision has as well is left alone', () => {
    const { result } = simulate({ history: chain(12), behave, request: { warnings: 'fail' } }).plan
    expect(result).toMatchObject({
      outcome: 'culprit',
      label: 'confirmed',
      culprit: { hash: hash('c07') },
      signature: warning,
    })
  })

  it('are listed as seen in the range when they are news there', () => {
    const crash: World['behave'] = (commit, { reverted }) => {
      if (numberOf(commit) >= 20 && reverted !== 'c20') return failing(panic)
      const old = [oldWarning]
      return numberOf(commit) >= 4 ? warned(...old, warning) : warned(...old)
    }
    const { result } = simulate({ history: chain(24), behave: crash }).plan
    expect(result?.findings).toMatchObject([{ signature: warning, fatal: false }])
    expect(result?.findings[0]?.runs).toBeGreaterThanOrEqual(result?.findings[0]?.commits.length ?? 1)
    expect(result?.findings[0]?.commits).not.toContain(hash('c20'))
  })
})

describe('the boundaries', () => {
  it.each<[string, World['behave'], object]>([
    ['bad revision passes', () => passed, { outcome: 'not-reproduced' }],
    ['good revision fails', () => failing(panic), { outcome: 'not-reproduced', signature: panic }],
    [
      'good revision fails otherwise',
      (commit) => failing(commit === 'good' ? otherPanic : panic),
      { outcome: 'inconclusive', signature: panic },
    ],
    ['bad revision cannot be tested', () => 'does not build', { outcome: 'inconclusive' }],
    [
      'good revision cannot be tested',
      (commit) => (commit === 'good' ? 'does not build' : failing(panic)),
      { outcome: 'inconclusive' },
    ],
  ])('that are refused say why in a word: %s', (cause, behave, expected) => {
    const { result } = simulate({ history: chain(9), behave }).plan
    expect(result).toMatchObject({ cause, ...expected })
    const last = result?.checks.at(-1)
    expect(last?.name).toBe(cause.slice(0, cause.indexOf(' revision') + 9))
    expect(last?.reason === undefined).toBe(cause === 'bad revision passes')
  })
})

describe('several merge bases', () => {
  const history: World['history'] = [
    ['c01', ['base1', 'base2']],
    ['c02', ['c01']],
    ['c03', ['c02']],
  ]
  const mergeBases = ['base1', 'base2']

  it('are all tested, and a bad one is named with those that pass', () => {
    const behave: World['behave'] = (commit) => (['good', 'base1'].includes(commit) ? passed : failing(panic))
    const { result } = simulate({ history, mergeBases, behave }).plan
    expect(result).toMatchObject({ outcome: 'inconclusive', label: 'inherited', cause: 'inherited' })
    expect(result?.checks.filter(({ name }) => name === 'merge base')).toMatchObject([
      { commit: hash('base1'), result: 'passed' },
      { commit: hash('base2'), result: 'failed', reason: 'panic in cma_init' },
    ])
    expect(result?.reason).toContain(
      `of 2 merge bases ${hash('base2').slice(0, 12)} fails already, ${hash('base1').slice(0, 12)} passes`,
    )
  })

  it('one that cannot be tested holds nothing up, and is told', () => {
    const behave: World['behave'] = (commit, { reverted }) => {
      if (commit === 'base2') return 'does not build'
      return ['c02', 'c03'].includes(commit) && reverted !== 'c02' ? failing(panic) : passed
    }
    const { result } = simulate({ history, mergeBases, behave }).plan
    expect(result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c02') } })
    expect(result?.checks.filter(({ name }) => name === 'merge base')).toMatchObject([
      { commit: hash('base1'), result: 'passed' },
      { commit: hash('base2'), result: 'does not build' },
    ])
  })

  it('one false failure of a base is asked again before the fault counts as inherited', () => {
    const behave: World['behave'] = (commit, { reverted, attempt }) => {
      if (commit === 'base1' && attempt === 2) return failing(panic)
      // The bad revision fails in two of three runs, so that nobody expects failures to be certain.
      return ['c02', 'c03'].includes(commit) && reverted !== 'c02' && attempt % 3 !== 0 ? failing(panic) : passed
    }
    expect(simulate({ history, mergeBases, behave }).plan.result?.label).not.toBe('inherited')
  })
})

describe('a revert that cannot be made on the bad revision', () => {
  it.each(['conflict', 'does not build'] as const)('(%s) is made on the culprit itself', (obstacle) => {
    const behave: World['behave'] = (commit, { reverted }) => {
      if (reverted) return commit === 'c08' ? obstacle : passed
      return numberOf(commit) >= 3 ? failing(panic) : passed
    }
    const { result } = simulate({ history: chain(8), behave }).plan
    expect(result).toMatchObject({ outcome: 'culprit', label: 'confirmed without revert' })
    expect(result?.checks.slice(-2)).toMatchObject([
      { name: 'revert', commit: hash('c08'), result: obstacle },
      { name: 'revert on culprit', commit: hash('c03'), result: 'passed', passes: 3 },
    ])
  })
})

describe('what the probability rests on', () => {
  it('is told in runs with the fault and without it', () => {
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 23 && reverted !== 'c23' ? failing(panic) : passed
    const { plan, facts } = simulate({ history: chain(40), behave })
    const { basis } = plan.result ?? {}
    const runs = facts.runs.filter(({ revision }) => !revision.reverted)
    expect(basis?.withCulprit).toEqual({
      passes: 0,
      failures: runs.filter(({ result }) => result.kind === 'failed').length,
    })
    expect(basis?.withoutCulprit).toEqual({
      passes: runs.filter(({ result }) => result.kind === 'passed').length,
      failures: 0,
    })
    expect(basis?.rates.withCulprit).toBeGreaterThan(0.9)
    expect(basis?.rates.withoutCulprit).toBeLessThan(0.1)
  })
})

describe('config drift', () => {
  const wanted = { symbol: 'CONFIG_CMA', wanted: 'y', got: 'n', fragment: 'lab' }

  it('of commits whose Kconfig lacks what was asked for is told in their rows and in the result', () => {
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 10 && reverted !== 'c10' ? failing(panic) : passed
    const drops = (commit: string) => (numberOf(commit) >= 8 ? [wanted] : [])
    const { plan } = simulate({ history: chain(16), behave, drops })
    const words = 'CONFIG_CMA=y of lab is gone'
    expect(plan.result?.drift).toMatchObject([{ words }])
    expect(plan.result?.drift[0]?.commits.every((commit) => commit >= hash('c08'))).toBe(true)
    expect(plan.candidates.find((candidate) => candidate.hash === hash('c10'))?.drift).toBe(words)
    expect(plan.candidates.find((candidate) => candidate.hash === hash('c01'))?.drift).toBe(null)
  })

  it('is nothing where the good revision lacks the same', () => {
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 10 && reverted !== 'c10' ? failing(panic) : passed
    expect(simulate({ history: chain(16), behave, drops: () => [wanted] }).plan.result?.drift).toEqual([])
  })
})

describe('affected targets', () => {
  it('of a failure that shows less often elsewhere is found out there by more runs', () => {
    const behave: World['behave'] = (commit, { reverted, target, attempt }) => {
      const rate = target === 'arm' ? 3 : 10
      const failures = numberOf(commit) >= 5 && reverted !== 'c05' && (attempt * 7) % 10 < rate
      return failures ? failing(panic) : passed
    }
    const alsoTest = [{ architecture: 'arm' }, { architecture: 'x86_64' }] as const
    const { result } = simulate({ history: chain(9), behave, request: { alsoTest: [...alsoTest] } }).plan
    expect(result?.affectedTargets.map(({ target, result }) => [target, result])).toEqual([
      ['arm64', 'affected'],
      ['arm', 'affected'],
      ['x86_64', 'affected'],
    ])
    const arm = result?.affectedTargets[1]
    expect(arm?.culprit?.passes).toBeGreaterThan(0)
    expect(arm?.parents).toMatchObject([{ commit: hash('c04'), failures: 0 }])
  })
})

it('a range says what kept its commits from being tested, and that none is the likeliest where they are equal', () => {
  const behave: World['behave'] = (commit) =>
    numberOf(commit) >= 8 && numberOf(commit) <= 11 ? 'does not build' : numberOf(commit) > 9 ? failing(panic) : passed
  const { result } = simulate({ history: chain(20), behave }).plan
  expect(result).toMatchObject({ outcome: 'range', cause: 'untestable commits' })
  expect(result?.reason).toMatch(
    /^One of 5 commits: \d commits: does not build: mm\/cma\.c: error; nothing tells the others from those\./,
  )
  expect(result?.reason).toMatch(/ No commit is the likeliest: 4 have 25 % each\.$/)
})
