import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { CommitGraph } from '@kbisect/bisect'
import { type GitAnswer, gitBisect } from '../rivals/git-bisect.ts'
import { RealGit } from '../rivals/real-git.ts'
import { drawBrokenBlock } from '../truth/broken-block.ts'
import { descendantsOf } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { pointName } from './plan.ts'
import { mean, valuesOf } from './statistics.ts'
import type { Experiment, Study, Trial } from './study.ts'

/**
 * `git bisect run` itself, and whether our rule did the same on the same cases; in rows 1, 2 and 7.
 */
export const gitItself: Study = {
  name: 'git-itself',
  rows: [1, 2, 7],
  certain: true,
  experiments: ({ histories, points, gitTrials }) =>
    histories.flatMap(({ name }): Experiment[] => {
      const common = { study: 'git-itself', history: name, trials: gitTrials }
      const noisy = points.filter(({ p1, p0 }) => p1 < 1 || p0 > 0)
      return [
        { ...common, setting: `${name}, 1/0`, rows: [1], values: { p1: 1, p0: 0 } },
        ...noisy.map((point) => ({
          ...common,
          setting: `${name}, ${pointName(point)}`,
          rows: [2],
          values: { ...point },
        })),
        { ...common, setting: `${name}, a broken block of 12–20 %`, rows: [7], values: { p1: 1, p0: 0, broken: 1 } },
      ]
    }),
  trial: async ({ graph, values, random, directory }) => {
    const { p1 = 1, p0 = 0, broken } = values
    const git = await repositoryOf(graph, directory)
    const untestable = broken ? drawBrokenBlock(graph, random).untestable : undefined
    const culprit = drawTestable(graph, untestable, random)
    const bad = descendantsOf(graph, culprit)
    // git asks about a commit once at most, so one answer for each is all that it can hear.
    const said = graph.ids.map((_, at): GitAnswer => {
      if (untestable?.[at]) return 'skip'
      return random.chance(bad[at] ? p1 : p0) ? 'bad' : 'good'
    })
    const answer = (at: number): GitAnswer => said[at] ?? 'skip'
    const real = await git.bisect(answer)
    const rule = gitBisect(git.graph, answer)
    return {
      tests: real.tested.length,
      right: Number(real.culprit === culprit),
      same: Number(isDeepStrictEqual(real, rule)),
    }
  },
  figures: ({ setting, rows: [row = 1] = [], trials }, samples) => {
    const of = (name: string) => mean(valuesOf(samples, name))
    const whole = `${setting}: git bisect run itself, ${trials} times`
    return [
      figure(row, `${whole}: exact culprit`, percent(of('right')), '%'),
      figure(row, `${whole}: tests, mean`, of('tests'), 'tests'),
      figure(row, `${whole}: as our rule of it`, percent(of('same')), '%', { atLeast: 100 }),
    ]
  },
}

function drawTestable(graph: CommitGraph, untestable: Uint8Array | undefined, random: Trial['random']): number {
  for (;;) {
    const at = random.below(graph.size)
    if (!untestable?.[at]) return at
  }
}

const repositories = new WeakMap<CommitGraph, Promise<RealGit>>()

/** One repository for each history and process: to make it takes longer than to use it. */
async function repositoryOf(graph: CommitGraph, directory: string): Promise<RealGit> {
  const known = repositories.get(graph)
  if (known) return await known
  const parent = join(directory, 'git-itself')
  await mkdir(parent, { recursive: true })
  const made = RealGit.create(graph, parent)
  repositories.set(graph, made)
  return await made
}
