import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { decide } from './decide.ts'
import { furtherRuns } from './further-runs.ts'
import { chain } from './named-histories.fixture.ts'
import type { CommitEvidence, Evidence } from './terms.ts'

const history = chain(40)
const graph = new CommitGraph(history)
const COSTS = { build: 10, run: 1 }
const id = (at: number): string => history[at]?.id ?? ''

/** Tallies by position; each of these commits was built. */
function evidence(tallies: Readonly<Record<number, { passes?: number; failures?: number }>>): Evidence {
  const commits = Object.entries(tallies).map(([at, { passes = 0, failures = 0 }]): [string, CommitEvidence] => [
    id(Number(at)),
    { passes, failures, others: 0, untestable: false, image: `i${at}` },
  ])
  return { commits: new Map(commits), before: { passes: 24, failures: 0 }, goodRevision: 'good' }
}

const named = (known: Evidence) => decide(graph, known, COSTS, { build: 1, boot: 1, total: 1 }).outcome

describe('furtherRuns', () => {
  // It shows in half of the runs: as long as the parent passed only a few times, it may have the
  // failure too.
  const flaky = (parentPasses: number) =>
    evidence({
      39: { passes: 8, failures: 8 },
      29: { passes: 5, failures: 5 },
      24: { passes: 5, failures: 5 },
      20: { passes: 5, failures: 6 },
      19: { passes: parentPasses },
      18: { passes: 14 },
      15: { passes: 12 },
      9: { passes: 12 },
    })
  const justNamed = Array.from({ length: 30 }, (_, at) => at).find((passes) => named(flaky(passes))) ?? Number.NaN

  it('names runs of kernels that are there while a named culprit is less sure than a proved one', () => {
    const known = flaky(justNamed)
    expect(named(known)).toMatchObject({ kind: 'culprit', commit: id(20) })
    const further = furtherRuns(graph, known, COSTS, 1)
    expect(further).toHaveLength(1)
    expect(further[0]).toMatchObject({ stage: 'boot' })
    expect(further[0]?.commit).toBe(id(19))
  })

  it('names none once the engine is sure enough', () => {
    const known = flaky(justNamed + 12)
    expect(named(known)).toMatchObject({ kind: 'culprit', commit: id(20) })
    expect(furtherRuns(graph, known, COSTS, 1)).toEqual([])
  })

  it('names more of them when the revert did not help', () => {
    const known = flaky(justNamed + 2)
    expect(furtherRuns(graph, known, COSTS, 1)).toEqual([])
    expect(furtherRuns(graph, known, COSTS, 1, 'doubted')).toMatchObject([{ commit: id(19), stage: 'boot' }])
    expect(furtherRuns(graph, flaky(justNamed + 20), COSTS, 1, 'doubted')).toEqual([])
  })

  it('names the same run whatever is in flight', () => {
    const known = flaky(justNamed)
    const inFlight = [{ commit: id(19), stage: 'boot', runs: 3, done: 0.5 }] as const
    expect(furtherRuns(graph, { ...known, inFlight }, COSTS, 1)).toEqual(furtherRuns(graph, known, COSTS, 1))
  })

  it('names none where only a build would tell more', () => {
    // The commits between the culprit and the last one that passed are predicted to change nothing:
    // no run proves that.
    const noops = new Set(history.map((commit) => commit.id).filter((one) => ![39, 20, 10, 5].map(id).includes(one)))
    const known = { ...evidence({ 39: { failures: 10 }, 20: { failures: 10 }, 15: { passes: 10 } }), noops }
    const outcome = named(known)
    expect(outcome).toMatchObject({ kind: 'culprit', commit: id(20) })
    expect(outcome?.kind === 'culprit' && outcome.probability).toBeLessThan(0.997)
    expect(furtherRuns(graph, known, COSTS, 1)).toEqual([])
  })
})
