import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommitGraph, type GraphCommit } from '@kbisect/bisect'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { branchy } from '../graphs/branchy.ts'
import { chain } from '../graphs/chain.ts'
import { type Random, randomFrom } from '../random.ts'
import { descendantsOf } from '../truth/world.ts'
import { type GitAnswer, gitBisect } from './git-bisect.ts'
import { RealGit } from './real-git.ts'

let directory = ''
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kbisect-bench-git-'))
})
afterAll(async () => await rm(directory, { recursive: true }))

/** A history with merges, octopuses and several roots; the last commit is the only tip. */
function wild(size: number, random: Random): GraphCommit[] {
  const parents = Array.from({ length: size }, (_, at) => {
    const count = at === 0 || random.chance(0.05) ? 0 : 1 + Number(random.chance(0.3)) + Number(random.chance(0.1))
    const near = () => Math.max(0, at - 1 - random.below(6))
    return [...new Set(Array.from({ length: count }, near))]
  })
  const hasChild = new Set(parents.flat())
  const tips = parents.flatMap((_, at) => (at < size - 1 && !hasChild.has(at) ? [at] : []))
  parents[size - 1] = [...new Set([...(parents[size - 1] ?? []), ...tips])]
  return parents.map((of, at) => ({ id: `c${at}`, parents: of.map((parent) => `c${parent}`) }))
}

/** Says the truth about a culprit, or at times not, and skips a share. */
function answers(graph: CommitGraph, random: Random, lies: number, skips: number): (at: number) => GitAnswer {
  const bad = descendantsOf(graph, random.below(graph.size))
  const said = graph.ids.map((_, at): GitAnswer => {
    if (random.chance(skips)) return 'skip'
    return Boolean(bad[at]) !== random.chance(lies) ? 'bad' : 'good'
  })
  return (at) => said[at] ?? 'skip'
}

async function expectSame(shape: CommitGraph, trials: number, lies: number, skips: number, random: Random) {
  const real = await RealGit.create(shape, directory)
  for (let trial = 0; trial < trials; trial++) {
    const answer = answers(shape, random, lies, skips)
    expect(gitBisect(real.graph, answer)).toEqual(await real.bisect(answer))
  }
  await real.remove()
}

test('our rule tests the same commits in the same order as git bisect run, on wild histories', async () => {
  for (let round = 0; round < 6; round++) {
    const random = randomFrom(`wild ${round}`)
    await expectSame(new CommitGraph(wild(8 + random.below(60), random)), 2, 0, 0, random)
  }
})

test('also where answers contradict each other', async () => {
  for (let round = 0; round < 3; round++) {
    const random = randomFrom(`lies ${round}`)
    await expectSame(new CommitGraph(wild(50, random)), 2, 0.2, 0, random)
  }
})

test('also where commits cannot be tested, down to the range that it names in the end', async () => {
  for (const skips of [0.1, 0.3, 0.7]) {
    for (let round = 0; round < 2; round++) {
      const random = randomFrom(`skips ${skips} ${round}`)
      await expectSame(new CommitGraph(wild(60, random)), 2, 0, skips, random)
    }
  }
})

test('also on long histories, where git takes what is near enough to the middle', async () => {
  const random = randomFrom('long')
  await expectSame(new CommitGraph(chain(2500)), 2, 0, 0, random)
  await expectSame(new CommitGraph(branchy(2500)), 2, 0, 0.1, random)
})
