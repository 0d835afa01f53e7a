import { CommitGraph } from '@kbisect/bisect'
import { expect, test } from 'vitest'
import { branchy } from '../graphs/branchy.ts'
import { randomFrom } from '../random.ts'
import { createWorld } from '../truth/world.ts'
import { isRight } from './answer.ts'
import { COSTS, engine } from './decider.ts'
import { Ledger } from './ledger.ts'
import { prove } from './prove.ts'
import { search } from './search.ts'
import { passGate } from './sequential-test.ts'

const graph = new CommitGraph(branchy(200))

function begin(culprit: number, p1: number, p0: number): Ledger {
  const ledger = new Ledger(graph, createWorld(graph, { culprit, p1, p0 }, randomFrom(`prove ${culprit} ${p1} ${p0}`)))
  passGate(ledger)
  return ledger
}

test('a solid failure is proved with the builds of its parents and one revert', () => {
  for (let culprit = 5; culprit < 200; culprit += 30) {
    const ledger = begin(culprit, 1, 0)
    const searched = search(ledger, engine)
    const proved = prove(ledger)
    expect(isRight(graph, proved.outcome, culprit)).toBe(true)
    expect(proved.label).toBe('confirmed')
    expect(proved.builds).toBeLessThanOrEqual(1 + graph.parentsOf(culprit).length)
    expect(proved.runs).toBeGreaterThan(0)
    expect(searched.outcome).toMatchObject({ kind: 'culprit' })
  }
})

test('a proof makes runs until it is surer than a search which commit it is', () => {
  const shareOf = (ledger: Ledger, culprit: number): number => {
    const { commits } = engine(graph, ledger.evidence(), COSTS, { build: 1, boot: 1, total: 1 }).posterior
    return (commits[culprit] ?? 0) / commits.reduce((sum, one) => sum + one, 0)
  }
  for (let culprit = 5; culprit < 200; culprit += 30) {
    const ledger = begin(culprit, 0.5, 0)
    const { outcome } = prove(ledger)
    if (outcome?.kind !== 'culprit') throw new Error('no culprit was named')
    expect(shareOf(ledger, graph.indexOf(outcome.commit) ?? -1)).toBeGreaterThanOrEqual(0.997)
  }
})

test('a commit whose revert does not help is not confirmed', () => {
  // The search is misled: whatever it names, reverting it changes nothing.
  const world = createWorld(graph, { culprit: 77, p1: 1, p0: 0 }, randomFrom('misled'))
  const ledger = new Ledger(graph, { ...world, runReverted: () => 'fail' })
  passGate(ledger)
  expect(prove(ledger).label).toBe('probable')
})

test('nothing is proved where no culprit is named', () => {
  const world = createWorld(graph, { culprit: undefined, p1: 0, p0: 0.5 }, randomFrom('nothing'))
  const ledger = new Ledger(graph, world)
  for (let run = 0; run < 60; run++) {
    ledger.runGood()
    ledger.run({ at: graph.size - 1 })
  }
  expect(prove(ledger)).toMatchObject({ label: undefined })
})
