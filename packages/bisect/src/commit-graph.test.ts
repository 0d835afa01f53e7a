import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { chain } from './named-histories.fixture.ts'
import { ancestry, histories } from './random-history.fixture.ts'

describe('CommitGraph', () => {
  it('knows ancestors and descendants as walking the history finds them', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const graph = new CommitGraph(history)
        const ancestries = history.map(({ id }) => ancestry(history, id))
        for (const [at, { id }] of history.entries()) {
          expect([...graph.ancestorsOf(at)]).toEqual(history.map((other) => Number(ancestries[at]?.has(other.id))))
          expect([...graph.descendantsOf(at)]).toEqual(ancestries.map((known) => Number(known.has(id))))
        }
      }),
    )
  })

  it('sums over ancestors and over descendants as walking the history does', () => {
    fc.assert(
      fc.property(histories, (history) => {
        const graph = new CommitGraph(history)
        const values = Float64Array.from(history, (_, at) => (at * 7) % 11)
        const sum = (marks: Uint8Array) => marks.reduce((total, mark, at) => total + mark * (values[at] ?? 0), 0)
        expect([...graph.ancestorSums(values)]).toEqual(history.map((_, at) => sum(graph.ancestorsOf(at))))
        expect([...graph.descendantSums(values)]).toEqual(history.map((_, at) => sum(graph.descendantsOf(at))))
      }),
    )
  })

  it('knows parents and children, and ignores parents outside the range and those listed twice', () => {
    const graph = new CommitGraph([
      { id: 'a', parents: ['good'] },
      { id: 'b', parents: ['a', 'a', 'older'] },
    ])
    expect(graph.size).toBe(2)
    expect(graph.indexOf('b')).toBe(1)
    expect(graph.indexOf('good')).toBeUndefined()
    expect(graph.parentsOf(1)).toEqual([0])
    expect(graph.childrenOf(0)).toEqual([1])
    expect([graph.parentsOf(7), graph.childrenOf(7)]).toEqual([[], []])
  })

  it('answers as before after more questions than it remembers', () => {
    // So many marks that the first ones are forgotten.
    const graph = new CommitGraph(chain(60_000))
    const first = graph.ancestorsOf(3).slice(0, 6)
    for (let at = 0; at < 1200; at++) graph.ancestorsOf(at)
    expect(graph.ancestorsOf(3).slice(0, 6)).toEqual(first)
    expect([...first]).toEqual([1, 1, 1, 1, 0, 0])
  })

  it('refuses a commit that comes before its parent', () => {
    const wrong = [
      { id: 'b', parents: ['a'] },
      { id: 'a', parents: [] },
    ]
    expect(() => new CommitGraph(wrong)).toThrow(new RangeError('b is listed before its parent a'))
  })

  it('refuses a commit that is listed twice', () => {
    const wrong = [
      { id: 'a', parents: [] },
      { id: 'a', parents: [] },
    ]
    expect(() => new CommitGraph(wrong)).toThrow(new RangeError('a commit is listed twice'))
  })
})
