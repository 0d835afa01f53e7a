import { describe, expect, it } from 'vitest'
import { targetName } from './lab.ts'
import type { Change, Scenario } from './scenario.ts'
import { scenarioNamed, scenarios } from './scenarios/index.ts'

const ordinary = (scenario: Scenario): readonly Change[] =>
  scenario.steps.flatMap((step) => ('topic' in step ? [...step.changes, ...step.meanwhile] : [step]))

const topics = (scenario: Scenario) => scenario.steps.flatMap((step) => ('topic' in step ? [step] : []))

const roles = (scenario: Scenario) => [...ordinary(scenario), ...topics(scenario)].flatMap((one) => one.role ?? [])

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('the scenario %s', (_, scenario) => {
  it('has 60 or more commits and a handful of merges', () => {
    expect(ordinary(scenario).length + topics(scenario).length).toBeGreaterThanOrEqual(60)
    expect(topics(scenario).length).toBeGreaterThanOrEqual(3)
  })

  it('has one good commit and one culprit, and of a merge that is the culprit a side each', () => {
    const isMerge = topics(scenario).some(({ role }) => role === 'culprit')
    expect(roles(scenario).sort()).toEqual(['culprit', 'good', ...(isMerge ? ['side', 'side'] : [])])
    for (const topic of topics(scenario)) {
      if (topic.role !== 'culprit') continue
      for (const side of [topic.changes, topic.meanwhile]) expect(side.map(({ role }) => role)).toContain('side')
    }
  })

  it('says for each of its targets whether it is affected', () => {
    const { target, alsoTest } = scenario.problem
    const targets = [targetName({ architecture: target.architecture }), ...alsoTest.map(targetName)]
    const { affected, unaffected } = scenario.answer
    expect([...affected, ...unaffected].sort()).toEqual(targets.sort())
    expect(affected).toContain(target.architecture)
  })

  it('knows an answer that does not contradict itself', () => {
    const { label, revert, failsIn, otherFailures, failureRate } = scenario.answer
    expect(label).toBe(revert === 'passed' ? 'confirmed' : 'confirmed without revert')
    expect(failsIn).not.toHaveLength(0)
    for (const place of failsIn) expect(otherFailures).not.toContain(place)
    expect(failureRate).toBeGreaterThan(0)
    expect(failureRate).toBeLessThanOrEqual(1)
  })

  it('gives each commit a subject of its own in the style of the kernel', () => {
    const subjects = ordinary(scenario).map((change) => change.subject)
    expect(new Set(subjects).size).toBe(subjects.length)
    for (const subject of subjects) expect(subject).toMatch(/^[\w./&+ -]+: \S/)
  })

  it('changes something with each commit', () => {
    for (const change of ordinary(scenario)) {
      expect(change.edits.length).toBeGreaterThan(0)
      for (const edit of change.edits) if ('from' in edit) expect(edit.from).not.toBe(edit.to)
    }
  })
})

describe('scenarioNamed', () => {
  it('names the choices when there is no such scenario', () => {
    expect(() => scenarioNamed('cmaa')).toThrow(
      expect.objectContaining({
        code: 'lab-unknown-scenario',
        hint: expect.stringContaining('cma, x86, build, merge, revert-conflict, flaky, kunit'),
      }),
    )
  })
})
