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

  it('has one good commit and one culprit', () => {
    expect(roles(scenario).sort()).toEqual(['culprit', 'good'])
  })

  it('says for each of its targets whether it is affected', () => {
    const { target, scope } = scenario.problem
    const targets = [targetName({ architecture: target.architecture }), ...scope.map(targetName)]
    expect([...scenario.affected, ...scenario.unaffected].sort()).toEqual(targets.sort())
    expect(scenario.affected).toContain(target.architecture)
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
        cure: expect.stringContaining('cma, x86, build, merge'),
      }),
    )
  })
})
