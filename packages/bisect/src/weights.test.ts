import fc from 'fast-check'
import { expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { ancestry, histories } from './random-history.fixture.ts'
import { weigh } from './weights.ts'

it('weighs each candidate by the candidates among its ancestors and itself', () => {
  fc.assert(
    fc.property(histories, fc.array(fc.nat(), { maxLength: 5 }), (history, goods) => {
      const graph = new CommitGraph(history)
      const excluded = new Set(goods.flatMap((at) => [...ancestry(history, history[at % history.length]?.id ?? '')]))
      const candidates = Uint8Array.from(graph.ids, (id) => (excluded.has(id) ? 0 : 1))
      const weights = weigh(graph, candidates)
      for (const [at, id] of graph.ids.entries()) {
        const expected = excluded.has(id)
          ? 0
          : [...ancestry(history, id)].filter((other) => !excluded.has(other)).length
        expect(weights[at]).toBe(expected)
      }
    }),
  )
})
