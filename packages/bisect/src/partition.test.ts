import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { chain } from './named-histories.fixture.ts'
import { partCandidates } from './partition.ts'
import { randomCases } from './random-evidence.fixture.ts'
import { ancestry } from './random-history.fixture.ts'
import { UNKNOWN } from './simulated-search.fixture.ts'

const before = { passes: 2, fails: 0 }

describe('partCandidates', () => {
  it('knows for each candidate the runs of the kernels that would have the change', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence }) => {
        const graph = new CommitGraph(history)
        const { tested, partOf, withChange, total } = partCandidates(graph, evidence)
        const sum = (list: typeof tested, start = { passes: 0, fails: 0 }) =>
          list.reduce((all, one) => ({ passes: all.passes + one.passes, fails: all.fails + one.fails }), start)
        for (const [at, { id }] of history.entries()) {
          const own = tested.filter((one) => ancestry(history, history[one.at]?.id ?? '').has(id))
          expect(withChange[partOf[at] ?? -1]).toEqual(sum(own))
        }
        expect(total).toEqual(sum(tested, evidence.before))
      }),
      { numRuns: 200 },
    )
  })

  it('counts runs with a fix applied where the commit does not build as it is, or was never tried', () => {
    const graph = new CommitGraph(chain(4))
    const patched = new Map(['c000', 'c001', 'c002'].map((id) => [id, { ...UNKNOWN, image: `${id} fixed`, passes: 7 }]))
    const commits = new Map([
      ['c000', { ...UNKNOWN, image: 'c000', passes: 1 }],
      ['c001', { ...UNKNOWN, untestable: true }],
      ['c003', { ...UNKNOWN, image: 'c003', fails: 3 }],
    ])
    const { tested, total } = partCandidates(graph, { before, commits, patched })
    expect(tested.map(({ at, patched, passes }) => ({ at, patched, passes }))).toEqual([
      { at: 0, patched: false, passes: 1 },
      { at: 1, patched: true, passes: 7 },
      { at: 2, patched: true, passes: 7 },
      { at: 3, patched: false, passes: 0 },
    ])
    expect(total).toEqual({ passes: 2 + 1 + 7 + 7, fails: 3 })
  })

  it('does not part candidates by a commit that has only been built', () => {
    const commits = new Map([['c001', { ...UNKNOWN, image: 'c001', others: 3 }]])
    expect(partCandidates(new CommitGraph(chain(4)), { before, commits }).withChange).toHaveLength(1)
  })
})
