import type { Choice, Decision, InFlight, Outcome } from '@kbisect/bisect'
import type { Random } from '../random.ts'
import { COSTS, type Decider } from './decider.ts'
import { jobTime } from './job-time.ts'
import type { Kernel, Ledger } from './ledger.ts'

/** A worker's task: a build where there is no image yet, then runs. */
interface Job {
  readonly commit: string
  readonly kernel: Kernel
  stage: 'build' | 'boot'
  runsLeft: number
  stageBegan: number
  stageEnds: number
}

export interface TimedEnd {
  readonly outcome: Outcome | undefined
  /** Wall time, in units of cost. */
  readonly time: number
  readonly builds: number
  readonly runs: number
  readonly cancelled: number
}

const MOST_EVENTS = 5000

/**
 * A search by several workers, event by event: each answer that comes in is decided upon at once.
 */
export function searchTimed(ledger: Ledger, decider: Decider, workers: number, random: Random): TimedEnd {
  const crew = new Crew(ledger, workers, random)
  const before = { ...ledger.work }
  let outcome: Outcome | undefined
  for (let events = 0; events < MOST_EVENTS; events++) {
    outcome = assign(crew, ledger, decider)
    if (outcome || crew.jobs.length === 0) break
    crew.untilAnswer()
  }
  const { builds, runs } = ledger.work
  return {
    outcome,
    time: crew.now,
    builds: builds - before.builds + crew.abandonedBuilds,
    runs: runs - before.runs,
    cancelled: crew.cancelled,
  }
}

// A cancelled job frees its worker, and the engine chooses for that one knowing what else was
// started.
function assign(crew: Crew, ledger: Ledger, decider: Decider): Outcome | undefined {
  for (;;) {
    const free = crew.free
    const slots = { build: free, boot: free, total: free }
    const decision: Decision = decider(ledger.graph, ledger.evidence(crew.inFlight()), COSTS, slots)
    if (decision.outcome) return decision.outcome
    const cancelled = decision.cancel.filter((commit) => crew.cancel(commit))
    for (const choice of decision.start.slice(0, free)) crew.start(choice)
    if (cancelled.length === 0) return undefined
  }
}

class Crew {
  jobs: Job[] = []
  now = 0
  cancelled = 0
  abandonedBuilds = 0
  readonly #ledger: Ledger
  readonly #workers: number
  readonly #random: Random

  constructor(ledger: Ledger, workers: number, random: Random) {
    this.#ledger = ledger
    this.#workers = workers
    this.#random = random
  }

  get free(): number {
    return this.#workers - this.jobs.length
  }

  /** How far a job is, is known by what such jobs take on average, and never quite all. */
  inFlight(): InFlight[] {
    return this.jobs.map(({ commit, stage, runsLeft, stageBegan }) => {
      const done = Math.min(0.99, (this.now - stageBegan) / (stage === 'build' ? COSTS.build : COSTS.run))
      return { commit, stage, runs: runsLeft, done }
    })
  }

  start(choice: Choice): void {
    const { commit, runs } = choice
    const kernel = this.#ledger.kernelOf(choice)
    const stage = this.#ledger.hasImage(kernel) ? 'boot' : 'build'
    const job: Job = { commit, kernel, stage, runsLeft: runs, stageBegan: 0, stageEnds: 0 }
    this.#enter(job, stage)
    this.jobs.push(job)
  }

  cancel(commit: string): boolean {
    const job = this.jobs.find((one) => one.commit === commit)
    if (!job) return false
    this.#leave(job)
    this.cancelled++
    if (job.stage === 'build') this.abandonedBuilds++
    return true
  }

  /**
   * Lets time pass until a worker has something to say: a run is over, or a build after which there
   * is nothing to run.
   */
  untilAnswer(): void {
    for (let answered = false; !answered; ) {
      const job = this.jobs.reduce((first, one) => (one.stageEnds < first.stageEnds ? one : first))
      this.now = job.stageEnds
      answered = job.stage === 'boot' ? this.#endRun(job) : this.#endBuild(job)
    }
  }

  #endBuild(job: Job): boolean {
    if (this.#ledger.build(job.kernel) && job.runsLeft > 0) {
      this.#enter(job, 'boot')
      return false
    }
    this.#leave(job)
    return true
  }

  #endRun(job: Job): boolean {
    this.#ledger.run(job.kernel)
    job.runsLeft--
    if (job.runsLeft === 0) this.#leave(job)
    else this.#enter(job, 'boot')
    return true
  }

  #enter(job: Job, stage: 'build' | 'boot'): void {
    job.stage = stage
    job.stageBegan = this.now
    job.stageEnds = this.now + jobTime(stage === 'build' ? COSTS.build : COSTS.run, this.#random)
  }

  #leave(job: Job): void {
    this.jobs = this.jobs.filter((one) => one !== job)
  }
}
