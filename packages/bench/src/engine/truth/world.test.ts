import { CommitGraph } from '@kbisect/bisect'
import { expect, test } from 'vitest'
import { branchy } from '../graphs/branchy.ts'
import { chain } from '../graphs/chain.ts'
import { randomFrom } from '../random.ts'
import { drawBrokenBlock } from './broken-block.ts'
import { createWorld, type Ending } from './world.ts'

const graph = new CommitGraph(chain(10))

function shares(endings: readonly Ending[]) {
  const of = (ending: Ending) => endings.filter((one) => one === ending).length / endings.length
  return { pass: of('pass'), fail: of('fail'), other: of('other') }
}

const many = (run: () => Ending) => shares(Array.from({ length: 20_000 }, run))

test('runs fail as often as the truth says, with the culprit and without it', () => {
  const world = createWorld(graph, { culprit: 4, p1: 0.7, p0: 0.1 }, randomFrom('rates'))
  expect(many(() => world.run(4)).fail).toBeCloseTo(0.7, 1)
  expect(many(() => world.run(9)).fail).toBeCloseTo(0.7, 1)
  expect(many(() => world.run(3)).fail).toBeCloseTo(0.1, 1)
  expect(many(() => world.runGood()).fail).toBeCloseTo(0.1, 1)
})

test('runs that die of something else take their share from passes and failures alike', () => {
  const world = createWorld(graph, { culprit: 4, p1: 0.5, p0: 0, others: 0.2 }, randomFrom('others'))
  const { pass, fail, other } = many(() => world.run(5))
  expect(other).toBeCloseTo(0.2, 1)
  expect(pass).toBeCloseTo(0.4, 1)
  expect(fail).toBeCloseTo(0.4, 1)
})

test('without a culprit all commits are alike', () => {
  const world = createWorld(graph, { culprit: undefined, p1: 1, p0: 0.3 }, randomFrom('none'))
  expect(many(() => world.run(9)).fail).toBeCloseTo(0.3, 1)
  expect(many(() => world.run(0)).fail).toBeCloseTo(0.3, 1)
})

test.each([
  ['a chain', chain(400)],
  ['a branchy history', branchy(400)],
])('a broken block of %s is 12 to 20 %% of it, whole, and spares the tip', (_, commits) => {
  const history = new CommitGraph(commits)
  for (let draw = 0; draw < 20; draw++) {
    const { untestable, size, breaks, fixes } = drawBrokenBlock(history, randomFrom(`block ${draw}`))
    expect(size / history.size).toBeGreaterThanOrEqual(0.12)
    expect(size / history.size).toBeLessThanOrEqual(0.2)
    expect(untestable.reduce((sum, one) => sum + one, 0)).toBe(size)
    expect(untestable[breaks]).toBe(1)
    expect(untestable[fixes]).toBe(0)
    expect(untestable.at(-1)).toBe(0)
    const ancestors = (at: number) => history.ancestorsOf(at)
    for (const [at, broken] of untestable.entries()) if (broken) expect(ancestors(at)[breaks]).toBe(1)
  }
})

test('a broken commit builds with the commit applied that fixed it, which brings along what else it did', () => {
  const untestable = new Uint8Array(10).fill(1, 3, 6)
  const truth = { culprit: 6, p1: 1, p0: 0, untestable, fixedBy: 6 }
  const world = createWorld(graph, truth, randomFrom('fixed'))
  expect([world.builds(4), world.builds(4, 7), world.builds(4, 6), world.builds(2)]).toEqual([false, false, true, true])
  expect([world.run(4, 6), world.run(2)]).toEqual(['fail', 'pass'])
  const elsewhere = createWorld(graph, { ...truth, culprit: 4 }, randomFrom('fixed'))
  expect([elsewhere.run(3, 6), elsewhere.run(5, 6)]).toEqual(['pass', 'fail'])
})

test('a merge that is applied brings what its first parent lacks, and nothing else', () => {
  const merged = new CommitGraph([
    { id: 'root', parents: ['good'] },
    { id: 'main', parents: ['root'] },
    { id: 'side', parents: ['root'] },
    { id: 'merge', parents: ['main', 'side'] },
  ])
  const failsWithMerge = (culprit: number) =>
    createWorld(merged, { culprit, p1: 1, p0: 0 }, randomFrom('merge')).run(0, 3) === 'fail'
  expect([failsWithMerge(2), failsWithMerge(3)]).toEqual([true, true])
  expect(failsWithMerge(1)).toBe(false)
})

test('a revert of the culprit alone helps', () => {
  const world = createWorld(graph, { culprit: 4, p1: 1, p0: 0 }, randomFrom('revert'))
  expect([world.runReverted(4), world.runReverted(5)]).toEqual(['pass', 'fail'])
})
