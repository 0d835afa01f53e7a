import type { CommitGraph } from '@kbisect/bisect'
import { randomFrom } from '../random.ts'
import { studyNamed } from '../studies/studies.ts'
import type { Experiment, Sample } from '../studies/study.ts'

/** Some trials of one experiment. */
export interface Batch {
  readonly experiment: Experiment
  readonly from: number
  /** Not included. */
  readonly to: number
  readonly seed: string
}

/** Each trial draws from a source of its own, so the batch it comes in makes no difference. */
export async function runTrials(batch: Batch, graph: CommitGraph, directory: string): Promise<Sample[]> {
  const { experiment, from, to, seed } = batch
  const { study, history, values } = experiment
  const samples: Sample[] = []
  for (let index = from; index < to; index++) {
    const random = randomFrom(JSON.stringify([seed, study, history, values, index]))
    samples.push(await studyNamed(study).trial({ graph, values, index, random, directory }))
  }
  return samples
}
