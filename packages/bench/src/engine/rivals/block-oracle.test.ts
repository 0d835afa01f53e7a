import { type CommitEvidence, CommitGraph, type Evidence } from '@kbisect/bisect'
import { expect, test } from 'vitest'
import { branchy } from '../graphs/branchy.ts'
import { chain } from '../graphs/chain.ts'
import { randomFrom } from '../random.ts'
import { drawBrokenBlock } from '../truth/broken-block.ts'
import { blockOracle } from './block-oracle.ts'

const BUILT: CommitEvidence = { passes: 1, failures: 0, others: 0, untestable: false, image: 'i' }
const BROKEN: CommitEvidence = { passes: 0, failures: 0, others: 0, untestable: true }

const graph = new CommitGraph(chain(100))

function evidence(known: Readonly<Record<number, CommitEvidence>>): Evidence {
  const commits = Object.entries(known).map(([at, one]): [string, CommitEvidence] => [graph.ids[Number(at)] ?? '', one])
  return { commits: new Map(commits), before: { passes: 1, failures: 0 } }
}

test('the oracle knows from one broken commit that its neighbours are broken, and those far away are not', () => {
  const likely = blockOracle(graph)(evidence({ 50: BROKEN }))
  expect(likely[50]).toBe(0)
  expect(likely[51]).toBeLessThan(0.15)
  expect(likely[60]).toBeGreaterThan(likely[55] ?? 1)
  // No block is longer than a fifth of the history.
  expect(likely[29]).toBe(1)
  expect(likely[71]).toBe(1)
})

test('the oracle knows the block when both of its boundaries were found', () => {
  const likely = blockOracle(graph)(evidence({ 39: BUILT, 40: BROKEN, 54: BROKEN, 55: BUILT }))
  expect([...likely].map((one, at) => (one === 0 ? at : -1)).filter((at) => at >= 0)).toEqual(
    Array.from({ length: 15 }, (_, at) => 40 + at),
  )
})

test('before any build the oracle expects as many broken commits as are drawn', () => {
  const history = new CommitGraph(branchy(200))
  const before = blockOracle(history)({ commits: new Map(), before: { passes: 1, failures: 0 } })
  const drawn = new Float64Array(200)
  const draws = 4000
  for (let draw = 0; draw < draws; draw++)
    for (const [at, one] of drawBrokenBlock(history, randomFrom(`draw ${draw}`)).untestable.entries())
      drawn[at] = (drawn[at] ?? 0) + one / draws
  for (let at = 0; at < 200; at += 10) expect(Math.abs(1 - (before[at] ?? 0) - (drawn[at] ?? 0))).toBeLessThan(0.04)
})
