import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planAncestorSums } from './ancestor-plan.ts'
import { CommitGraph } from './commit-graph.ts'
import { chain } from './named-histories.fixture.ts'
import { ancestry, histories } from './random-history.fixture.ts'

it('sums over a commit and its ancestors as adding them one by one does', () => {
  fc.assert(
    fc.property(histories, fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), (history, list) => {
      const graph = new CommitGraph(history)
      const values = Float64Array.from(history, (_, at) => list[at % list.length] ?? 0)
      const expected = history.map(({ id }) => {
        const known = ancestry(history, id)
        return values.reduce((sum, value, at) => sum + (known.has(history[at]?.id ?? '') ? value : 0), 0)
      })
      expect([...graph.ancestorSums(values)]).toEqual(expected)
      expect([...graph.ancestorCounts()]).toEqual(history.map(({ id }) => ancestry(history, id).size))
    }),
    { numRuns: 100 },
  )
})

it('sums where sets are longer than one word and than the list grows at first', () => {
  // A ladder: two lines that merge each other at every step bring a fresh commit each.
  const rungs = 1500
  const history = Array.from({ length: rungs * 2 }, (_, at) => {
    const rung = Math.floor(at / 2)
    const below = [`c${2 * rung - 2}`, `c${2 * rung - 1}`]
    return { id: `c${at}`, parents: rung === 0 ? [] : at % 2 === 0 ? below : below.reverse() }
  })
  const graph = new CommitGraph(history)
  const counts = graph.ancestorCounts()
  for (const [at, count] of counts.entries()) expect(count).toBe(1 + 2 * Math.floor(at / 2))
  expect(graph.ancestorSums(new Uint8Array(graph.size).fill(1))).toEqual(Float64Array.from(counts))
})

it('lists nothing as fresh on a chain', () => {
  const history = chain(50)
  const { base, fresh, counts } = planAncestorSums(history.map((_, at) => (at === 0 ? [] : [at - 1])))
  expect([...base]).toEqual(history.map((_, at) => at - 1))
  expect(fresh).toHaveLength(0)
  expect([...counts]).toEqual(history.map((_, at) => at + 1))
})

it('refuses parents that come after their children', () => {
  expect(() => planAncestorSums([[1], []])).toThrow(new RangeError('commit 0 comes before its parent 1'))
  expect(() => planAncestorSums([[], [0, 2], []])).toThrow(new RangeError('commit 1 comes before its parent 2'))
})
