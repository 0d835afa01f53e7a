import { CommitGraph } from '@kbisect/bisect'
import { expect, test } from 'vitest'
import { branchy } from './branchy.ts'
import { chain } from './chain.ts'

test.each([30, 257, 1024, 4096])('a branchy history of %i commits has that many, one tip and merges', (size) => {
  const graph = new CommitGraph(branchy(size))
  expect(graph.size).toBe(size)
  const tips = graph.ids.filter((_, at) => graph.childrenOf(at).length === 0)
  expect(tips).toEqual([graph.ids.at(-1)])
  const merges = graph.ids.filter((_, at) => graph.parentsOf(at).length > 1).length
  if (size >= 1024) expect(merges / size).toBeGreaterThan(0.05)
  if (size >= 1024) expect(merges / size).toBeLessThan(0.12)
})

test('the same size gives the same history', () => {
  expect(branchy(300)).toEqual(branchy(300))
})

test('a chain has one parent each', () => {
  const graph = new CommitGraph(chain(5))
  expect(graph.ids.map((_, at) => graph.parentsOf(at))).toEqual([[], [0], [1], [2], [3]])
})
