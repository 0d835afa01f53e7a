import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plan } from './plan.ts'
import {
  alone,
  type Behaviour,
  chain,
  compileError,
  failing,
  hash,
  numberOf,
  otherPanic,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

// More of each for a thorough search.
const REPEATS = Number(process.env.KBISECT_TEST_REPEATS) || 1

/** A chain in which everything from a commit on panics, and the revert of that commit fixes it. */
const broken = (length: number, culprit: string, rest: Partial<World> = {}): World => ({
  history: chain(length),
  behave: (commit, { reverted }) =>
    numberOf(commit) >= numberOf(culprit) && reverted !== culprit ? failing(panic) : passed,
  ...rest,
})

describe('a bisection', () => {
  it('names the culprit, proves it and says so', () => {
    const { plan: end } = simulate(broken(40, 'c23'))
    expect(end.result).toMatchObject({
      outcome: 'culprit',
      label: 'confirmed',
      culprit: { hash: hash('c23'), subject: 'c23' },
      signature: panic,
    })
    expect(end.result?.probability).toBeGreaterThan(0.99)
    expect(end.result?.checks.map(({ name, result, passes, failures }) => [name, result, passes, failures])).toEqual([
      ['bad revision', 'passed', 0, 3],
      ['good revision', 'passed', 2, 0],
      ['culprit', 'passed', 0, expect.any(Number)],
      ['parent', 'passed', expect.any(Number), 0],
      ['revert', 'passed', 3, 0],
    ])
    expect(end.result?.affectedTargets).toMatchObject([
      { target: 'arm64', result: 'affected', reason: 'panic in cma_init' },
    ])
  })

  it('finds every culprit of a chain, whichever it is', () => {
    for (let at = 1; at <= 17; at++) {
      const culprit = `c${String(at).padStart(2, '0')}`
      expect(simulate(broken(17, culprit)).plan.result).toMatchObject({
        outcome: 'culprit',
        culprit: { hash: hash(culprit) },
      })
    }
  })

  it('goes through its stages in order, the bad revision first', () => {
    const { stages, tasks } = simulate(broken(10, 'c04', { request: { alsoTest: [{ architecture: 'arm' }] } }))
    expect([...new Set(stages)]).toEqual(['boundaries', 'narrow', 'confirm', 'affected-targets', 'done'])
    expect(tasks[0]).toContain(hash('c10'))
  })

  it('skips commits that do not compile and those that fail in another way, and lists them', () => {
    const behave: World['behave'] = (commit, { reverted }): Behaviour => {
      const at = numberOf(commit)
      if (at >= 10 && at <= 12) return 'does not build'
      if (at >= 13 && at <= 15) return failing(otherPanic)
      return at >= 20 && reverted !== 'c20' ? failing(panic) : passed
    }
    const { plan: end } = simulate({ history: chain(24), behave })
    expect(end.result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c20') } })
    const found = end.result?.findings ?? []
    expect(found.length).toBeGreaterThan(0)
    for (const finding of found) expect([compileError, otherPanic]).toContainEqual(finding.signature)
  })

  it('takes another failure for bad when the request says that any failure counts', () => {
    const behave: World['behave'] = (commit) =>
      numberOf(commit) >= 12 ? failing(panic) : numberOf(commit) >= 5 ? failing(otherPanic) : passed
    expect(simulate({ history: chain(16), behave, request: { match: 'any' } }).plan.result).toMatchObject({
      culprit: { hash: hash('c05') },
    })
  })

  it('answers with the range when the culprit hides among commits that cannot be tested', () => {
    const behave: World['behave'] = (commit) =>
      numberOf(commit) >= 8 && numberOf(commit) <= 11
        ? 'does not build'
        : numberOf(commit) > 9
          ? failing(panic)
          : passed
    const { result } = simulate({ history: chain(20), behave }).plan
    expect(result).toMatchObject({ outcome: 'range', culprit: null })
    expect(result?.range).toEqual(['c08', 'c09', 'c10', 'c11', 'c12'].map(hash))
  })

  it('names a merge whose parents are both good', () => {
    const history: World['history'] = [
      ['c01', ['good']],
      ['c02', ['c01']],
      ['c03', ['good']],
      ['c04', ['c03']],
      ['c05', ['c02', 'c04']],
      ['c06', ['c05']],
      ['c07', ['c06']],
    ]
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 5 && reverted !== 'c05' ? failing(panic) : passed
    const { result } = simulate({ history, behave }).plan
    expect(result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c05') } })
    expect(result?.checks.filter((check) => check.name === 'parent').map((check) => check.commit)).toEqual([
      hash('c02'),
      hash('c04'),
    ])
  })

  it('bisects a build failure without booting anything', () => {
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= 6 && reverted !== 'c06' ? 'does not build' : passed
    const { plan: end, facts } = simulate({ history: chain(12), behave, request: { test: { kind: 'build' } } })
    expect(end.result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c06') } })
    expect(facts.runs).toEqual([])
  })

  it('finds the culprit of a failure that shows in only some boots', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 2 ** 31 }), (at, seed) => {
        const culprit = `c${String(at).padStart(2, '0')}`
        // Seven boots of ten fail; which ones depends on the seed alone.
        const fails = (commit: string, attempt: number) =>
          ((numberOf(commit) * 2654435761 + attempt * 40503 + seed) >>> 7) % 10 < 7
        const behave: World['behave'] = (commit, { reverted, attempt }) =>
          numberOf(commit) >= at && reverted !== culprit && attempt > 0 && fails(commit, attempt)
            ? failing(panic)
            : passed
        const { result } = simulate({ history: chain(30), behave }).plan
        // Luck may hide the failure at the bad revision; a wrong culprit would be another matter.
        if (result?.outcome === 'culprit') expect(result.culprit?.hash).toBe(hash(culprit))
        else expect(['not-reproduced', 'inconclusive']).toContain(result?.outcome)
      }),
      { numRuns: 12 * REPEATS, seed: 7 },
    )
  })

  it('goes back to the search when a parent of the supposed culprit fails after all', () => {
    // c06 hides the failure in its first boot, so the search first believes that c07 is the
    // culprit.
    const behave: World['behave'] = (commit, { reverted, attempt }) =>
      numberOf(commit) >= 6 && reverted !== 'c06' && !(commit === 'c06' && attempt === 1) ? failing(panic) : passed
    expect(simulate({ history: chain(12), behave }).plan.result).toMatchObject({
      outcome: 'culprit',
      culprit: { hash: hash('c06') },
    })
  })
})

describe('the boundaries', () => {
  it('ends early when the bad revision passes', () => {
    const { plan: end, tasks } = simulate({ history: chain(9), behave: () => passed })
    expect(end.result).toMatchObject({ outcome: 'not-reproduced', label: 'not a regression' })
    expect(end.result?.reason).toContain('passed 20 times')
    // The good revision's build, on a host that had nothing else to do, was in vain.
    expect(tasks.filter((task) => task.startsWith('boot'))).toHaveLength(20)
  })

  it('ends when the good revision fails as well', () => {
    expect(simulate({ history: chain(9), behave: () => failing(panic) }).plan.result).toMatchObject({
      outcome: 'not-reproduced',
    })
  })

  it('says that the good revision fails in another way', () => {
    const behave: World['behave'] = (commit) => failing(commit === 'good' ? otherPanic : panic)
    const { result } = simulate({ history: chain(9), behave }).plan
    expect(result).toMatchObject({ outcome: 'inconclusive' })
    expect(result?.reason).toContain('vfs_mount')
  })

  it('says that the bad revision does not compile', () => {
    const { result } = simulate({ history: chain(9), behave: () => 'does not build' }).plan
    expect(result).toMatchObject({ outcome: 'inconclusive' })
    expect(result?.reason).toContain('mm/cma.c: error')
  })

  it('answers "inherited" when the merge base fails already', () => {
    const behave: World['behave'] = (commit) => (commit === 'good' ? passed : failing(panic))
    const { result } = simulate({
      history: [
        ['c01', ['base']],
        ['c02', ['c01']],
      ],
      mergeBases: ['base'],
      behave,
    }).plan
    expect(result).toMatchObject({ outcome: 'inconclusive' })
    expect(result?.reason).toContain(`Inherited: the merge base ${hash('base').slice(0, 12)}`)
  })

  it('searches between the merge base and the bad revision when the base passes', () => {
    const behave: World['behave'] = (commit, { reverted }) =>
      commit === 'c02' && reverted !== 'c02' ? failing(panic) : passed
    const { result } = simulate({
      history: [
        ['c01', ['base']],
        ['c02', ['c01']],
      ],
      mergeBases: ['base'],
      behave,
    }).plan
    expect(result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c02') } })
  })
})

describe('confirmation', () => {
  const withRevert = (behaviour: Behaviour) =>
    simulate({
      history: chain(8),
      behave: (commit, { reverted }) => (reverted ? behaviour : numberOf(commit) >= 3 ? failing(panic) : passed),
    }).plan.result

  it.each([
    ['conflict', 'conflict', 'confirmed without revert'],
    ['does not build', 'does not build', 'confirmed without revert'],
    [failing(otherPanic), 'could not tell', 'confirmed without revert'],
    [failing(panic), 'failed', 'probable'],
  ] as const)('reports a revert that ends in %o', (behaviour, result, label) => {
    const end = withRevert(behaviour)
    expect(end).toMatchObject({ outcome: 'culprit', label, culprit: { hash: hash('c03') } })
    expect(end?.checks.find((check) => check.name === 'revert')).toMatchObject({ result })
  })
})

describe('affected targets', () => {
  it('says for each target whether it is affected, and why it could not tell', () => {
    const alsoTest = [
      { architecture: 'arm' },
      { architecture: 'x86_64' },
      { name: 'arm64/odd', architecture: 'arm64', cmdline: 'odd' },
      { name: 'arm/late', architecture: 'arm', cmdline: 'late' },
    ] as const
    const behave: World['behave'] = (commit, { reverted, target }) => {
      if (target === 'x86_64') return passed
      if (target === 'arm64/odd') return failing(otherPanic)
      if (target === 'arm/late' && commit === 'c05') return 'does not build'
      return numberOf(commit) >= 5 && reverted !== 'c05' ? failing(panic) : passed
    }
    const { result } = simulate({ history: chain(9), behave, request: { alsoTest: [...alsoTest] } }).plan
    expect(result?.affectedTargets.map(({ target, result }) => [target, result])).toEqual([
      ['arm64', 'affected'],
      ['arm', 'affected'],
      ['x86_64', 'not affected'],
      ['arm64/odd', 'could not tell'],
      ['arm/late', 'could not tell'],
    ])
  })
})

describe('limits', () => {
  it('stops at the budget of builds and keeps the range', () => {
    const { result } = simulate(broken(60, 'c23', { request: { budget: { builds: 4 } } })).plan
    expect(result).toMatchObject({ outcome: 'range' })
    expect(result?.range).toContain(hash('c23'))
    expect(result?.reason).toContain('budget of 4 builds')
  })

  it('says that the failure came and went instead of naming a culprit', () => {
    const behave: World['behave'] = (commit) => {
      const at = numberOf(commit)
      return at === 20 || at === 5 ? failing(panic) : passed
    }
    // c05 is tested only when the search goes there; the answer is right either way.
    const { result } = simulate({ history: chain(20), behave }).plan
    expect(result?.culprit?.hash).not.toBe(hash('c05'))
  })

  it('ends at once when it is cancelled', () => {
    const { record, facts } = simulate(broken(9, 'c04'))
    expect(plan({ ...alone([]), record: { ...record, cancelRequested: true }, facts }).result).toMatchObject({
      outcome: 'cancelled',
    })
  })
})

it('decides the same whatever the order in which facts arrived', () => {
  const world = broken(20, 'c13', { request: { alsoTest: [{ architecture: 'arm' }] } })
  const { record, facts } = simulate(world)
  const range = world.history.map(([name, parents]) => ({
    hash: hash(name),
    parents: parents.map(hash),
    committedAt: 0,
    authoredAt: 0,
    authorName: '',
    authorEmail: '',
    subject: name,
  }))
  fc.assert(
    fc.property(fc.shuffledSubarray([...facts.builds]), fc.shuffledSubarray([...facts.runs]), (builds, runs) => {
      const [infrastructureErrors, overrides, reruns] = [new Map(), [], []]
      const again = plan({
        ...alone(range),
        record,
        facts: { builds: [...builds].reverse(), runs: [...runs].reverse(), infrastructureErrors, overrides, reruns },
      })
      expect(again).toEqual(
        plan({ ...alone(range), record, facts: { builds, runs, infrastructureErrors, overrides, reruns } }),
      )
    }),
  )
})

describe('a culprit among commits that do not build', () => {
  /** c08 to c15 do not build unless c16, which fixes them, is applied; c11 brings the failure. */
  const behave: World['behave'] = (commit, { reverted, patched }): Behaviour => {
    const at = numberOf(commit)
    if (at >= 8 && at <= 15 && patched !== 'c16') return 'does not build'
    return at >= 11 && reverted !== 'c11' ? failing(panic) : passed
  }

  it('is found and proved with the fix that ended the region, which changes nothing by itself', () => {
    const { plan: end } = simulate({ history: chain(40), behave })
    expect(end.result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c11') } })
    expect(end.result?.reason).toContain(`tested with ${hash('c16').slice(0, 12)} applied`)
    expect(end.result?.checks.find(({ name }) => name === 'fix')).toMatchObject({ result: 'passed', failures: 0 })
  })

  it('stays in a range when the fix does not apply', () => {
    const { result } = simulate({
      history: chain(40),
      behave: (commit, about) => (about.patched ? 'conflict' : behave(commit, about)),
    }).plan
    expect(result).toMatchObject({ outcome: 'range', culprit: null })
    expect(result?.range).toContain(hash('c11'))
  })
})

it('never boots anything to find what fails to build, wherever the culprit is', () => {
  for (let at = 1; at <= 7; at++) {
    const culprit = `c${String(at).padStart(2, '0')}`
    const behave: World['behave'] = (commit, { reverted }) =>
      numberOf(commit) >= at && reverted !== culprit ? 'does not build' : passed
    const { plan: end, tasks } = simulate({ history: chain(7), behave, request: { test: { kind: 'build' } } })
    expect(end.result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash(culprit) } })
    expect(tasks.filter((task) => task.startsWith('boot'))).toEqual([])
  }
})
