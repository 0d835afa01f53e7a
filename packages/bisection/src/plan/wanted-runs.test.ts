import { describe, expect, it } from 'vitest'
import type { Facts } from '../model/facts.ts'
import { chain, failing, hash, numberOf, panic, passed, simulate, type World } from './simulated-hosts.fixture.ts'

const world: World = {
  history: chain(30),
  behave: (commit, { reverted }) => (numberOf(commit) >= 17 && reverted !== 'c17' ? failing(panic) : passed),
}
const again = (world: World, facts: Facts, commit: string, runs: number) =>
  simulate(world, { known: { builds: facts.builds, runs: facts.runs, reruns: [{ commit: hash(commit), runs }] } })
const runsOf = (facts: Facts, commit: string) =>
  facts.runs.filter(({ revision }) => revision.commit === hash(commit) && !revision.reverted)

describe('runs that a person asked for', () => {
  it('are made before anything ends, in whichever stage they were asked for', () => {
    const none = simulate(world, { known: { reruns: [{ commit: hash('c03'), runs: 4 }] } })
    expect(none.tasks[0]).toMatch(new RegExp(`^build.${hash('c03')}`))
    expect(runsOf(none.facts, 'c03')).toHaveLength(4)
    expect(none.plan.result).toMatchObject({ culprit: { hash: hash('c17') } })
  })

  it('take a bisection up again that was done, and it ends as before when they agree', () => {
    const { facts, plan: end } = simulate(world)
    const before = runsOf(facts, 'c17').length
    const more = again(world, facts, 'c17', before + 5)
    expect(more.stages[0]).toBe('confirm')
    expect(runsOf(more.facts, 'c17')).toHaveLength(before + 5)
    expect(more.plan.result).toMatchObject({ label: end.result?.label, culprit: end.result?.culprit })
  })

  it('change the end when they do not agree', () => {
    const { facts } = simulate(world)
    const parent = runsOf(facts, 'c16').length
    const fickle: World = {
      ...world,
      behave: (commit, about) =>
        commit === 'c16' && about.attempt > parent ? failing(panic) : world.behave(commit, about),
    }
    const more = again(fickle, facts, 'c16', parent + 6)
    expect(runsOf(more.facts, 'c16').length).toBeGreaterThanOrEqual(parent + 6)
    expect(more.plan.result).not.toMatchObject({ outcome: 'culprit', label: 'confirmed' })
  })

  it('of a commit that does not build are given up, not waited for', () => {
    const broken: World = {
      ...world,
      behave: (commit, about) => (commit === 'c03' ? 'does not build' : world.behave(commit, about)),
    }
    expect(again(broken, simulate(broken).facts, 'c03', 3).plan.result).toMatchObject({
      culprit: { hash: hash('c17') },
    })
  })

  it('may be of a kernel from before the range', () => {
    const { facts } = simulate(world)
    expect(runsOf(again(world, facts, 'good', 9).facts, 'good')).toHaveLength(9)
  })
})
