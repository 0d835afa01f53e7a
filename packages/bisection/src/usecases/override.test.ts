import { describe, expect, it } from 'vitest'
import type { OverrideFact } from '../model/facts.ts'
import { type Plan, plan } from '../plan/plan.ts'
import {
  alone,
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
} from '../plan/simulated-hosts.fixture.ts'

const world: World = {
  history: chain(40),
  behave: (commit, { reverted }) => (numberOf(commit) >= 23 && reverted !== 'c23' ? failing(panic) : passed),
}
const says = (commit: string, verdict: OverrideFact['verdict']): OverrideFact => ({
  commit: hash(commit),
  verdict,
  by: 'ann',
  why: 'the fan was off',
})
const withOverrides = (world: World, ...overrides: OverrideFact[]) => simulate(world, { known: { overrides } })
const commitsTested = (tasks: readonly string[]): string[] => tasks.map((key) => key.split('.')[1] ?? '')
const checkNamed = ({ result }: Plan, name: string) => result?.checks.find((check) => check.name === name)

describe('a verdict that a person set', () => {
  it('leads the search elsewhere when it is wrong, and taking it back heals that', () => {
    // c30 fails: whoever says that it is good sends the search behind it.
    const { plan: misled, facts, tasks } = withOverrides(world, says('c30', 'good'))
    expect(misled.result?.culprit?.hash).not.toBe(hash('c23'))
    expect(misled.result?.culprit?.hash).toBe(hash('c31'))
    expect(commitsTested(tasks)).not.toContain(hash('c30'))
    const healed = simulate(world, { known: { builds: facts.builds, runs: facts.runs } })
    expect(healed.plan.result).toMatchObject({ outcome: 'culprit', label: 'confirmed', culprit: { hash: hash('c23') } })
    // What was found out meanwhile was not found out again.
    expect(healed.tasks.length).toBeLessThan(simulate(world).tasks.length)
  })

  it('is not called a proof, and its check says who said so without inventing runs', () => {
    const { plan: misled } = withOverrides(world, says('c30', 'good'))
    expect(misled.result?.label).toBe('probable')
    expect(checkNamed(misled, 'parent')).toEqual({
      name: 'parent',
      commit: hash('c30'),
      result: 'passed',
      passes: 0,
      failures: 0,
      reason: 'set to good by ann: the fan was off',
    })
    expect(misled.result?.reason).toContain(
      `It rests on a verdict that was set by hand: ${hash('c30').slice(0, 12)} is good (ann).`,
    )
  })

  it('stands on its commit as candidate, beside what its runs said', () => {
    const { facts, record } = simulate(world)
    const range = world.history.map(([name, parents]) => ({
      hash: hash(name),
      parents: parents.map(hash),
      ...person,
      subject: name,
    }))
    const said = { ...facts, overrides: [says('c23', 'good')] }
    const { candidates } = plan({ ...alone(range), record, facts: said })
    const own = candidates.find((candidate) => candidate.hash === hash('c23'))
    expect(own).toMatchObject({ verdict: 'good', possible: false })
    expect(own?.reason).toMatch(
      /^set to good by ann: the fan was off \(by its runs: failed \d times: panic in cma_init\)$/,
    )
  })

  it('that is right spares the runs of its commit', () => {
    const { plan: end, tasks } = withOverrides(world, says('c23', 'bad'), says('c22', 'good'))
    expect(end.result).toMatchObject({ outcome: 'culprit', label: 'probable', culprit: { hash: hash('c23') } })
    expect(commitsTested(tasks)).not.toContain(hash('c22'))
    expect(commitsTested(tasks)).not.toContain(hash('c23'))
  })

  it('decides a commit that fails otherwise, and one that does not build', () => {
    const blocked: World = {
      history: chain(20),
      behave: (commit) =>
        numberOf(commit) >= 8 && numberOf(commit) <= 9
          ? 'does not build'
          : numberOf(commit) >= 10 && numberOf(commit) <= 11
            ? failing(otherPanic)
            : numberOf(commit) > 9
              ? failing(panic)
              : passed,
    }
    expect(simulate(blocked).plan.result).toMatchObject({ outcome: 'range' })
    const { result } = withOverrides(blocked, says('c09', 'good'), says('c10', 'bad')).plan
    expect(result).toMatchObject({ outcome: 'culprit', label: 'probable', culprit: { hash: hash('c10') } })
  })

  it('of skip takes a commit out, whatever its runs said, and nothing is applied to it', () => {
    const skipped = withOverrides(world, says('c23', 'skip'))
    expect(commitsTested(skipped.tasks).filter((revision) => revision.startsWith(hash('c23')))).toEqual([])
    expect(skipped.plan.result).toMatchObject({ outcome: 'range', range: [hash('c23'), hash('c24')] })
    expect(skipped.plan.result?.reason).toContain('set to skip by ann')
  })

  it('against the runs around it ends in a contradiction that names both', () => {
    const { facts } = simulate(world)
    const known = { builds: facts.builds, runs: facts.runs, overrides: [says('c39', 'good')] }
    const { result } = simulate({ ...world, history: chain(40) }, { known }).plan
    expect(result?.outcome === 'inconclusive' || result?.culprit?.hash === hash('c40')).toBe(true)
    expect(result?.reason).toContain('is good (ann)')
  })

  it('of the bad revision spares its runs, or ends the bisection', () => {
    const bad = withOverrides(world, says('c40', 'bad'))
    expect(bad.plan.result).toMatchObject({ outcome: 'culprit', culprit: { hash: hash('c23') } })
    expect(checkNamed(bad.plan, 'bad revision')).toMatchObject({
      result: 'passed',
      passes: 0,
      failures: 0,
      reason: /set to bad/,
    })
    const good = withOverrides(world, says('c40', 'good'))
    expect(good.tasks).toEqual([])
    expect(good.plan.result).toMatchObject({ outcome: 'not-reproduced', cause: 'bad revision passes' })
    expect(good.plan.result?.reason).toContain('set to good by ann')
    expect(withOverrides(world, says('c40', 'skip')).plan.result).toMatchObject({
      cause: 'bad revision cannot be tested',
    })
  })

  it('counts for a build as it does for boots', () => {
    const builds: World = {
      history: chain(20),
      behave: (commit, { reverted }) => (numberOf(commit) >= 12 && reverted !== 'c12' ? 'does not build' : passed),
      request: { test: { kind: 'build' } },
    }
    const { plan: end, tasks } = withOverrides(builds, says('c11', 'good'), says('c12', 'bad'))
    expect(end.result).toMatchObject({ culprit: { hash: hash('c12') }, signature: compileError })
    expect(commitsTested(tasks)).not.toContain(hash('c11'))
    const { result } = withOverrides(builds, says('c15', 'good')).plan
    expect(result).toMatchObject({ outcome: 'inconclusive', label: 'inconsistent' })
    expect(result?.reason).toMatch(/ is bad, but 633135000000, which came later, is good:/)
  })

  it('is for the target of the search: another target is judged by its runs', () => {
    const withFurther: World = { ...world, request: { alsoTest: [{ architecture: 'arm' }] } }
    const { plan: end, facts } = withOverrides(withFurther, says('c23', 'bad'))
    expect(end.result?.affectedTargets[1]).toMatchObject({ target: 'arm', result: 'affected' })
    expect(
      facts.runs.some(
        ({ revision, targetKey }) => revision.commit === hash('c23') && targetKey !== facts.builds[0]?.targetKey,
      ),
    ).toBe(true)
  })
})

const person = { committedAt: 0, authoredAt: 0, authorName: 'A', authorEmail: 'a@example.org' }
