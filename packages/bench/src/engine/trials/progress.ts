import type { Experiment } from '../studies/study.ts'

const SECONDS_BETWEEN_NOTES = 15

/** Says now and then how far it is. */
export class Progress {
  readonly #note: (line: string) => void
  readonly #all: number
  readonly #open: Map<Experiment, number>
  readonly #began = performance.now()
  #done = 0
  #noted = performance.now()

  constructor(experiments: readonly Experiment[], note: (line: string) => void) {
    this.#note = note
    this.#open = new Map(experiments.map((experiment) => [experiment, experiment.trials]))
    this.#all = experiments.reduce((sum, { trials }) => sum + trials, 0)
  }

  advance(experiment: Experiment, trials: number): void {
    this.#done += trials
    const left = (this.#open.get(experiment) ?? 0) - trials
    this.#open.set(experiment, left)
    if (left === 0) this.#open.delete(experiment)
    const now = performance.now()
    const isLast = this.#done === this.#all
    if (!isLast && now - this.#noted < SECONDS_BETWEEN_NOTES * 1000) return
    this.#noted = now
    const seconds = Math.round((now - this.#began) / 1000)
    this.#note(`${this.#done} of ${this.#all} trials, ${seconds} s: ${experiment.study}, ${experiment.setting}`)
  }
}
