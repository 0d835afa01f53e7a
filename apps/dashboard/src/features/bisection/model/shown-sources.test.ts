import { expect, test } from 'vitest'
import { hashOf } from '../../../fixture/range.fixture.ts'
import { scenario } from '../../../fixture/scenario.fixture.ts'
import { shownSources } from './shown-sources.ts'

const sourcesOf = (stages: number, selected?: string) => {
  const { bisection } = scenario('abcdefgh1234', stages)
  return { bisection, sources: shownSources(bisection, selected) }
}
const words = ({ commit, target }: { commit: string; target: string }) => `${commit} ${target}`

test('while there is no result, both revisions are shown, and the commit that is open', () => {
  const { bisection, sources } = sourcesOf(0, hashOf('chosen'))
  const { bad, good, target } = bisection
  expect(sources).toEqual([bad.hash, good.hash, hashOf('chosen')].map((commit) => ({ commit, target })))
})

test('of a result, all commits of its checks are shown, and those of the affected targets on these targets', () => {
  const { bisection, sources } = sourcesOf(Number.POSITIVE_INFINITY)
  const { result } = bisection
  if (!result) throw new Error('the scenario has no result')
  const shown = sources.map(words)
  expect(new Set(shown).size).toBe(shown.length)
  const checked = result.checks.map(({ commit }) => words({ commit, target: bisection.target }))
  expect(shown).toEqual(expect.arrayContaining(checked))
  expect(result.affectedTargets).not.toEqual([])
  for (const { target } of result.affectedTargets)
    expect(shown).toContain(words({ commit: result.culprit?.hash ?? '', target }))
})
