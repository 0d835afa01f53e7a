import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { chain } from './named-histories.fixture.ts'
import { partCandidates } from './partition.ts'
import { randomCases } from './random-evidence.fixture.ts'
import { kernelContents } from './random-history.fixture.ts'
import { UNKNOWN } from './simulated-search.fixture.ts'

const before = { passes: 2, failures: 0 }

describe('partCandidates', () => {
  it('knows for each candidate the runs of the kernels that would have the change', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence }) => {
        const graph = new CommitGraph(history)
        const { tested, partOf, withChange, total } = partCandidates(graph, evidence)
        const sum = (list: typeof tested, start = { passes: 0, failures: 0 }) =>
          list.reduce((all, one) => ({ passes: all.passes + one.passes, failures: all.failures + one.failures }), start)
        for (const [at, { id }] of history.entries()) {
          const own = tested.filter((one) => kernelContents(history, one.id, history[one.patch ?? -1]?.id).has(id))
          expect(withChange[partOf[at] ?? -1]).toEqual(sum(own))
        }
        expect(total).toEqual(sum(tested, evidence.before))
      }),
      { numRuns: 200 },
    )
  })

  it('counts runs with a patch beside those of the commit as it is', () => {
    const graph = new CommitGraph(chain(4))
    const patched = ['good', 'c000', 'c001', 'c002'].map((commit) => ({
      ...{ ...UNKNOWN, image: `${commit} fixed`, passes: 7 },
      ...{ commit, patch: 'c003' },
    }))
    const commits = new Map([
      ['c000', { ...UNKNOWN, image: 'c000', passes: 1 }],
      ['c001', { ...UNKNOWN, untestable: true }],
      ['c003', { ...UNKNOWN, image: 'c003', failures: 3 }],
    ])
    const { tested, total } = partCandidates(graph, { before, commits, patched })
    expect(tested.map(({ id, patch, passes }) => [id, patch, passes])).toEqual([
      ['good', 3, 7],
      ['c000', undefined, 1],
      ['c000', 3, 7],
      ['c001', undefined, 0],
      ['c001', 3, 7],
      ['c002', 3, 7],
      ['c003', undefined, 0],
    ])
    expect(total).toEqual({ passes: 2 + 1 + 4 * 7, failures: 3 })
  })

  it('holds that a patch brings its change to every kernel that it is applied to', () => {
    const graph = new CommitGraph(chain(4))
    const patched = [{ ...UNKNOWN, image: 'patched', failures: 5, commit: 'c000', patch: 'c002' }]
    const { partOf, withChange } = partCandidates(graph, { before, commits: new Map(), patched })
    const failures = graph.ids.map((_, at) => withChange[partOf[at] ?? -1]?.failures)
    expect(failures).toEqual([5, 0, 5, 0])
  })

  it('holds that a merge that is applied brings all that its first parent lacks', () => {
    const graph = new CommitGraph([
      { id: 'main', parents: ['good'] },
      { id: 'broken', parents: ['main'] },
      { id: 'side1', parents: ['main'] },
      { id: 'side2', parents: ['side1'] },
      { id: 'merge', parents: ['broken', 'side2'] },
    ])
    const patched = [{ ...UNKNOWN, image: 'patched', failures: 5, commit: 'main', patch: 'merge' }]
    const { partOf, withChange } = partCandidates(graph, { before, commits: new Map(), patched })
    const blamed = graph.ids.filter((_, at) => (withChange[partOf[at] ?? -1]?.failures ?? 0) > 0)
    expect(blamed).toEqual(['main', 'side1', 'side2', 'merge'])
  })

  it('does not part candidates by a commit that has only been built', () => {
    const commits = new Map([['c001', { ...UNKNOWN, image: 'c001', others: 3 }]])
    expect(partCandidates(new CommitGraph(chain(4)), { before, commits }).withChange).toHaveLength(1)
  })
})
