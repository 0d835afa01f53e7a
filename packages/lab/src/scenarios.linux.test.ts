import { beforeAll, describe, expect, it } from 'vitest'
import { editedPaths, planHistory } from './plan-history.ts'
import { scenarios } from './scenarios/index.ts'
import { DEFAULT_SOURCE, sourceEntries } from './source.ts'

const originals = new Map<string, string>()

beforeAll(async () => {
  const wanted = new Set(scenarios.flatMap((scenario) => [...editedPaths(scenario)]))
  for await (const { path, content } of sourceEntries(DEFAULT_SOURCE)) {
    if (wanted.has(path)) originals.set(path, content.toString())
  }
}, 300_000)

describe.each(scenarios.map((scenario) => [scenario.name, scenario] as const))('the scenario %s', (_, scenario) => {
  it("fits the distribution's source, with the culprit between good and bad", () => {
    const history = planHistory(scenario, originals)
    expect(history.good).toBeLessThan(history.culprit)
    expect(history.commits.length - history.culprit).toBeGreaterThanOrEqual(20)
  })
})
