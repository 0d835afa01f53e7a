import { describe, expect, it } from 'vitest'
import {
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

interface Story {
  /** First and last commit that do not build without the next one, the fix. */
  readonly broken: readonly [from: number, to: number]
  /** Brings the panic. */
  readonly culprit: number
  /**
   * What comes of the fix on a commit that builds without it; by default it applies and changes
   * nothing.
   */
  readonly fixElsewhere?: (commit: string) => Behaviour
  /** The same on one that does not build without it. */
  readonly fixWithin?: (commit: string) => Behaviour | undefined
  readonly revert?: Behaviour
}

const name = (at: number): string => `c${String(at).padStart(2, '0')}`

function behaviour({ broken: [from, to], culprit, fixElsewhere, fixWithin, revert = passed }: Story): World['behave'] {
  const fix = name(to + 1)
  return (commit, { patched, reverted }) => {
    const at = numberOf(commit)
    const isBroken = at >= from && at <= to
    if (reverted !== undefined) return revert
    if (patched === undefined) return isBroken ? 'does not build' : at >= culprit ? failing(panic) : passed
    if (patched !== fix) return 'conflict'
    const has = at >= culprit || patched === name(culprit)
    const special = isBroken ? fixWithin?.(commit) : fixElsewhere?.(commit)
    return special ?? (has ? failing(panic) : passed)
  }
}

const solve = (story: Story, more: Partial<World> = {}) =>
  simulate({ history: chain(14), behave: behaviour(story), ...more }).plan.result

describe('a commit that does not compile before the one that compiles again and brings the failure', () => {
  const story: Story = { broken: [6, 6], culprit: 7 }

  it.each(['conflict', 'does not build'] as const)('is not blamed when the fix by itself comes to: %s', (elsewhere) => {
    const result = solve({ ...story, fixElsewhere: () => elsewhere, revert: 'conflict' })
    expect(result).toMatchObject({ outcome: 'range', label: 'range', culprit: null, range: [hash('c06'), hash('c07')] })
    expect(result?.reason).toContain(
      `Without ${hash('c07').slice(0, 12)} the others do not build, and it may bring the failure`,
    )
    expect(result?.reason).toContain(elsewhere === 'conflict' ? 'it cannot be applied to' : 'it does not build on')
    expect(result?.assumptions).toMatchObject([{ kind: 'patched build', state: 'open', lowersLabel: false }])
    expect(result?.assumptions[0]?.text).toContain(`tested with ${hash('c07').slice(0, 12)} applied`)
    expect(result?.ranked.slice(0, 2).map(({ commit, probability }) => [commit, probability > 0.3])).toEqual([
      [hash('c06'), true],
      [hash('c07'), true],
    ])
  })

  it('is not blamed when the fix fails on revisions before it: the fix is the culprit, and no more than probable', () => {
    expect(solve({ ...story, revert: 'does not build' })).toMatchObject({
      ...{ outcome: 'culprit', label: 'probable', culprit: { hash: hash('c07') } },
      assumptions: expect.arrayContaining([
        expect.objectContaining({ kind: 'skipped commit', state: 'open', lowersLabel: true }),
      ]),
    })
  })

  it('is not blamed when the fix could be tested on the good revision alone, and fails there', () => {
    const fixElsewhere = (commit: string): Behaviour => (commit === 'good' ? failing(panic) : 'conflict')
    expect(solve({ ...story, fixElsewhere })).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c07') } })
  })

  it('is not blamed where several commits do not compile either', () => {
    const result = solve({ broken: [4, 8], culprit: 9, fixElsewhere: () => 'conflict' })
    expect(result).toMatchObject({ outcome: 'range', culprit: null })
    expect(result?.range).toEqual([hash('c04'), hash('c09')])
  })

  it('is not blamed where the fix applies nowhere at all', () => {
    const conflict = (): Behaviour => 'conflict'
    const result = solve({ broken: [4, 6], culprit: 7, fixElsewhere: conflict, fixWithin: conflict })
    expect(result).toMatchObject({ outcome: 'range', range: [4, 5, 6, 7].map((at) => hash(name(at))) })
  })

  it('is not blamed where what is sought is a build failure', () => {
    const behave: World['behave'] = (commit, { patched, reverted }) => {
      const at = numberOf(commit)
      if (reverted !== undefined) return 'conflict'
      if (patched === undefined) return at === 6 ? 'does not build otherwise' : at >= 7 ? 'does not build' : passed
      return at === 6 && patched === 'c07' ? 'does not build' : 'conflict'
    }
    const { result } = simulate({ history: chain(12), behave, request: { test: { kind: 'build' } } }).plan
    expect(result).toMatchObject({ outcome: 'range', range: [hash('c06'), hash('c07')] })
  })
})

describe('the commit that breaks the build and brings the failure as well', () => {
  const story: Story = { broken: [6, 9], culprit: 6 }

  it('is probable at most when the fix passes before it, as the fix may fail only together with it', () => {
    const result = solve(story)
    expect(result).toMatchObject({ outcome: 'culprit', label: 'probable', culprit: { hash: hash('c06') } })
    expect(result?.probability).toBeLessThan(0.92)
    expect(result?.reason).toContain('is probably the first bad commit.')
    expect(result?.assumptions).toContainEqual(
      expect.objectContaining({ kind: 'patched build', state: 'open', lowersLabel: true }),
    )
  })

  it.each([
    [5, 7],
    [4, 6],
    [6, 8],
    [7, 9],
    [3, 8],
    [8, 9],
  ])('is probable at most wherever it lies: commits %i to %i do not build', (from, to) => {
    for (const length of [12, 13, 14]) {
      const { result } = simulate({
        history: chain(length),
        behave: behaviour({ broken: [from, to], culprit: from }),
      }).plan
      expect(result).toMatchObject({ outcome: 'culprit', label: 'probable', culprit: { hash: hash(name(from)) } })
      const patched = result?.assumptions.find(({ kind }) => kind === 'patched build')
      expect(patched?.text).toMatch(`${hash(name(from)).slice(0, 12)} does not build and was tested with`)
    }
  })

  it('stays in a range with the fix when the failure points at the fix', () => {
    const result = solve(story, { suspicion: { c10: 20 } })
    expect(result).toMatchObject({ outcome: 'range', range: [hash('c06'), hash('c10')] })
    expect(result?.reason).toContain('either of both can bring the failure')
    expect(result?.ranked.slice(0, 2)).toMatchObject([
      { commit: hash('c10'), probability: expect.closeTo(0.66, 1) },
      { commit: hash('c06'), probability: expect.closeTo(0.33, 1) },
    ])
  })

  it('stays in a range with the fix where the fix applies nowhere else, however suspicious it looks', () => {
    const result = solve({ ...story, fixElsewhere: () => 'conflict' }, { suspicion: { c06: 1000 } })
    expect(result).toMatchObject({ outcome: 'range', range: [hash('c06'), hash('c10')] })
  })
})

describe('a culprit between the commit that breaks the build and the fix', () => {
  const story: Story = { broken: [5, 10], culprit: 8 }

  it('is confirmed when its parent passes with the same fix and the bad revision passes without it', () => {
    const result = solve(story)
    expect(result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c08') } })
    expect(result?.affectedTargets[0]?.culprit?.failures).toBeGreaterThan(2)
    expect(result?.affectedTargets[0]?.parents?.[0]?.passes).toBeGreaterThan(2)
    expect(result?.assumptions).toContainEqual(expect.objectContaining({ kind: 'patched build', state: 'settled' }))
  })

  it('is probable when no kernel without the fix shows what it does', () => {
    const result = solve({ ...story, revert: 'conflict' })
    expect(result).toMatchObject({ outcome: 'culprit', label: 'probable', culprit: { hash: hash('c08') } })
  })

  it('is probable when the fix could not be tested on a revision outside', () => {
    const result = solve({ ...story, fixElsewhere: () => 'conflict' })
    expect(result).toMatchObject({ outcome: 'culprit', label: 'probable', culprit: { hash: hash('c08') } })
  })

  it('is in a range of those that lie beside it where the fix applies to some of them only', () => {
    const fixWithin = (commit: string): Behaviour | undefined =>
      commit === 'c06' || commit === 'c09' ? undefined : 'conflict'
    const result = solve({ ...story, fixWithin })
    expect(result).toMatchObject({ outcome: 'range', range: ['c07', 'c08', 'c09'].map(hash) })
  })
})

it('a culprit before the commits that do not build is found without the fix', () => {
  const result = solve({ broken: [6, 9], culprit: 3, fixElsewhere: () => 'conflict' })
  expect(result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c03') } })
})

it('a culprit behind the commits that do not build is not mixed up with the fix', () => {
  const result = solve({ broken: [4, 6], culprit: 9, fixElsewhere: () => 'conflict' })
  expect(result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c09') } })
})

it('a fix that fails only together with the commit that needs it leads to that commit at most as probable', () => {
  // c06 uses what c08 then brings, and what c08 brings is wrong.
  const behave: World['behave'] = (commit, { patched, reverted }) => {
    const at = numberOf(commit)
    const has = (which: number) => (at >= which || patched === name(which)) && reverted !== name(which)
    if (patched !== undefined && patched !== 'c08') return 'conflict'
    if (has(6) && !has(8)) return 'does not build'
    return has(6) && has(8) ? failing(panic) : passed
  }
  const { result } = simulate({ history: chain(12), behave }).plan
  expect(result).toMatchObject({ label: 'probable', culprit: { hash: hash('c06') } })
  expect(result?.probability).toBeLessThan(0.92)
  expect(simulate({ history: chain(12), behave, suspicion: { c08: 5 } }).plan.result).toMatchObject({
    ...{ label: 'range', culprit: null, range: [hash('c06'), hash('c08')] },
  })
})

describe('two breaks of the build', () => {
  /**
   * c04 and c07 break it, c06 and c09 fix what each broke; or one after the other, overlapping,
   * when both are needed.
   */
  const overlapping =
    (culprit: number): World['behave'] =>
    (commit, { patched, reverted }) => {
      if (reverted !== undefined) return 'conflict'
      const at = numberOf(commit)
      const has = (which: number) => at >= which || patched === name(which)
      if (has(4) && !has(9)) return 'does not build'
      if (has(6) && !has(8)) return 'does not build'
      if (patched !== undefined && !(at >= 4 && at < 9)) return 'conflict'
      return has(culprit) ? failing(panic) : passed
    }

  it.each([3, 4, 5, 6, 7, 8, 9, 10])('that overlap never lead to an innocent commit: culprit %s', (culprit) => {
    const { result } = simulate({ history: chain(12), behave: overlapping(culprit) }).plan
    if (result?.outcome === 'culprit') expect(result.culprit?.hash).toBe(hash(name(culprit)))
    else expect(result).toMatchObject({ outcome: 'range', range: expect.arrayContaining([hash(name(culprit))]) })
  })

  const apart =
    (culprit: number): World['behave'] =>
    (commit, { patched, reverted }) => {
      if (reverted !== undefined) return 'conflict'
      const at = numberOf(commit)
      const has = (which: number) => at >= which || patched === name(which)
      if (has(4) && !has(6)) return 'does not build'
      if (has(9) && !has(11)) return 'does not build'
      if (patched !== undefined && !(patched === 'c06' ? at === 4 || at === 5 : at === 9 || at === 10))
        return 'conflict'
      return has(culprit) ? failing(panic) : passed
    }

  it.each([4, 5, 6, 8, 9, 10, 11])('one after the other never lead to an innocent commit: culprit %s', (culprit) => {
    const { result } = simulate({ history: chain(14), behave: apart(culprit) }).plan
    if (result?.outcome === 'culprit') expect(result.culprit?.hash).toBe(hash(name(culprit)))
    else expect(result).toMatchObject({ outcome: 'range', range: expect.arrayContaining([hash(name(culprit))]) })
  })
})

describe('a merge that makes commits build again', () => {
  const history: World['history'] = [
    ['c01', ['good']],
    ['c02', ['c01']],
    ['c03', ['c02']],
    ['c04', ['c03']],
    ['s01', ['c01']],
    ['s02', ['s01']],
    ['merge', ['c04', 's02']],
    ['c05', ['merge']],
  ]
  /** c03 and c04 do not build without the merge, which brings the whole side. */
  const behave =
    (culprit: string, elsewhere: 'conflict' | 'applies'): World['behave'] =>
    (commit, { patched, reverted }) => {
      if (reverted !== undefined) return 'conflict'
      const own: Record<string, readonly string[]> = {
        ...{ good: [], c01: ['c01'], c02: ['c01', 'c02'], c03: ['c01', 'c02', 'c03'], s01: ['c01', 's01'] },
        ...{ c04: ['c01', 'c02', 'c03', 'c04'], s02: ['c01', 's01', 's02'] },
      }
      const contents = own[commit] ?? [
        'c01',
        'c02',
        'c03',
        'c04',
        's01',
        's02',
        'merge',
        ...(commit === 'c05' ? ['c05'] : []),
      ]
      if (patched !== undefined && patched !== 'merge') return 'conflict'
      const isBroken = commit === 'c03' || commit === 'c04'
      if (patched !== undefined && !isBroken && elsewhere === 'conflict') return 'conflict'
      if (isBroken && patched === undefined) return 'does not build'
      const has = new Set(patched === undefined ? contents : [...contents, 's01', 's02', 'merge'])
      return has.has(culprit) ? failing(panic) : passed
    }

  it.each(
    ['c03', 'c04', 's01', 's02', 'merge', 'c05'].flatMap((culprit) => [
      [culprit, 'conflict'] as const,
      [culprit, 'applies'] as const,
    ]),
  )('never leads to an innocent commit: culprit %s, elsewhere %s', (culprit, elsewhere) => {
    const { result } = simulate({ history, behave: behave(culprit, elsewhere) }).plan
    if (result?.outcome === 'culprit') expect(result.culprit?.hash).toBe(hash(culprit))
    else expect(result).toMatchObject({ outcome: 'range', range: expect.arrayContaining([hash(culprit)]) })
  })
})
