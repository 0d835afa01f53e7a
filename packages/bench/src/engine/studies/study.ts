import type { CommitGraph } from '@kbisect/bisect'
import type { Row } from '../../benchmark.ts'
import type { Random } from '../random.ts'
import type { Plan } from './plan.ts'

/** One question on one history: as plain data, so that another process can work on it. */
export interface Experiment {
  readonly study: string
  /** Name of the history. */
  readonly history: string
  /** For a person: what is asked. */
  readonly setting: string
  readonly trials: number
  readonly values: Readonly<Record<string, number>>
  /** Which of its study's rows it fills; default: all of them. */
  readonly rows?: readonly number[]
  /** Needs a process and the machine for itself. */
  readonly alone?: boolean
}

/** What one trial gave, by name. What was not measured is left out. */
export type Sample = Readonly<Record<string, number>>

export interface Trial {
  readonly graph: CommitGraph
  readonly values: Readonly<Record<string, number>>
  /** Which trial of its experiment, from 0. */
  readonly index: number
  /** Of this trial alone. */
  readonly random: Random
  /** Where files can be put. */
  readonly directory: string
}

/** Experiments of one kind, and what they say about the table in docs/engine.md. */
export interface Study {
  readonly name: string
  /** Numbers of the table's rows that it fills. */
  readonly rows: readonly number[]
  /** Its promises can be kept with a few trials, too, as nothing in them is left to chance. */
  readonly certain?: boolean
  readonly experiments: (plan: Plan) => readonly Experiment[]
  readonly trial: (trial: Trial) => Sample | Promise<Sample>
  readonly figures: (experiment: Experiment, samples: readonly Sample[], size: number) => readonly Row[]
}
