import { CommitGraph } from '@kbisect/bisect'
import { expect, test } from 'vitest'
import { chain } from '../graphs/chain.ts'
import type { Experiment } from '../studies/study.ts'
import { runTrials } from './run-trials.ts'

const graph = new CommitGraph(chain(32))
const experiment: Experiment = {
  study: 'noise',
  history: 'chain',
  setting: '',
  trials: 4,
  values: { p1: 0.9, p0: 0.1, chain: 1 },
}

const run = async (seed: string, from: number, to: number) =>
  await runTrials({ experiment, from, to, seed }, graph, '/nonexistent')

test('trials do not depend on the batches that they come in', async () => {
  const whole = await run('a', 0, 4)
  const parts = [...(await run('a', 2, 4)), ...(await run('a', 0, 1)), ...(await run('a', 1, 2))]
  expect([parts[2], parts[3], parts[0], parts[1]]).toEqual(whole)
})

test('another seed draws other cases', async () => {
  expect(await run('a', 0, 4)).not.toEqual(await run('b', 0, 4))
})

test('a study that is not there is named', async () => {
  const batch = { experiment: { ...experiment, study: 'nosuch' }, from: 0, to: 1, seed: 'a' }
  await expect(runTrials(batch, graph, '/nonexistent')).rejects.toThrow('nosuch')
})
