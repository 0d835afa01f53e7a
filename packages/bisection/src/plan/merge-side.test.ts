import { CommitGraph } from '@kbisect/bisect'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SideAnswer, sideCommits, splitSide } from './merge-side.ts'

const graph = new CommitGraph([
  { id: 'base', parents: [] },
  { id: 'a1', parents: ['base'] },
  { id: 'b1', parents: ['base'] },
  { id: 'a2', parents: ['a1'] },
  { id: 'b2', parents: ['b1'] },
  { id: 'b3', parents: ['b2', 'a1'] },
  { id: 'm', parents: ['a2', 'b3'] },
])

it('a side is what one parent has and the other has not', () => {
  expect(sideCommits(graph, 'a2', 'b3')).toEqual(['a2'])
  expect(sideCommits(graph, 'b3', 'a2')).toEqual(['b1', 'b2', 'b3'])
  expect(sideCommits(graph, 'older', 'a2')).toEqual([])
})

describe('a side of a hundred commits', () => {
  const name = (at: number) => `c${at}`
  const length = 100
  const line = new CommitGraph(
    Array.from({ length }, (_, at) => ({ id: name(at), parents: at === 0 ? [] : [name(at - 1)] })),
  )
  const search = (first: number, options: { predicted?: ReadonlySet<string>; lost?: ReadonlySet<string> } = {}) => {
    const { predicted = new Set<string>(), lost = new Set<string>() } = options
    const answers = new Map<string, SideAnswer>([[name(length - 1), 'bad']])
    for (let tests = 0; ; tests++) {
      const split = splitSide(line, line.ids, { predicted, answer: (commit) => answers.get(commit) ?? 'untested' })
      if (split.kind !== 'test') return { split, tests }
      const at = Number(split.commit.slice(1))
      answers.set(split.commit, lost.has(split.commit) ? 'lost' : at >= first ? 'bad' : 'good')
    }
  }

  it('is halved until its first bad commit is known', () => {
    fc.assert(
      fc.property(fc.nat(length - 1), (first) => {
        const { split, tests } = search(first)
        expect(split).toEqual({ kind: 'found', commit: name(first) })
        expect(tests).toBeLessThanOrEqual(7)
      }),
    )
  })

  it('needs fewer tests where most commits are predicted to change nothing', () => {
    const predicted = new Set(line.ids.filter((_, at) => at % 10 !== 3))
    const { split, tests } = search(43, { predicted })
    expect(split).toEqual({ kind: 'found', commit: 'c43' })
    expect(tests).toBeLessThanOrEqual(4)
  })

  it('ends in the commits that cannot be told apart when those around the first one cannot be tested', () => {
    const lost = new Set(['c40', 'c41', 'c42', 'c43'])
    const { split } = search(42, { lost })
    expect(split).toEqual({ kind: 'range', commits: ['c40', 'c41', 'c42', 'c43', 'c44'] })
  })
})
