/** What a build's processes had done by a moment, and what they wanted then. */
export interface ActivitySample {
  /** Seconds since the build began. */
  readonly at: number
  /** CPU seconds that its processes had used by then. */
  readonly cpuSeconds: number
  /** Threads that ran, would have run if they had got a CPU, or waited for a disk. */
  readonly wanting: number
  /** Living processes, those of the sandbox among them. */
  readonly processes: number
}

export interface TimeoutCircumstances {
  /** Seconds after which the build was ended. */
  readonly limitSeconds: number
  /** CPUs that the build could use at once. */
  readonly cpus: number
  /**
   * Processes that the sandbox itself has: where no more are seen, the build's own are hidden from
   * us.
   */
  readonly ownProcesses: number
}

/**
 * Whose doing it is that a build did not end in time: `slept` and `satisfied` are the tree's, as
 * its processes wanted nothing or got all that they wanted; `host` may be this machine's, or is not
 * known.
 */
export type TimeoutCause = 'slept' | 'satisfied' | 'host'

// A build that ends soon wanted something a moment ago: what counts is the second half of its time.
const LOOKED_AT = 1 / 2
const FEWEST_SAMPLES = 5
// Make wakes up now and then, also in a build in which nothing happens.
const NOTHING = 0.25
const MOST_OF = 0.75

/**
 * Decides whose doing it is that a build used up its time. A build that was still using all CPUs
 * that it may use was too much for this machine; so was one whose processes wanted CPUs or a disk
 * and did not get them. Else more time, or a faster machine, would hardly have helped. Pure.
 */
export function timeoutCause(
  samples: readonly ActivitySample[],
  { limitSeconds, cpus, ownProcesses }: TimeoutCircumstances,
): TimeoutCause {
  const late = samples.filter(({ at }) => at >= limitSeconds * LOOKED_AT)
  const [first, last] = [late[0], late.at(-1)]
  if (!first || !last || late.length < FEWEST_SAMPLES) return 'host'
  if (mean(late.map(({ processes }) => processes)) <= ownProcesses) return 'host'
  const got = (last.cpuSeconds - first.cpuSeconds) / (last.at - first.at)
  const wanted = mean(late.map(({ wanting }) => wanting))
  if (wanted < NOTHING && got < NOTHING) return 'slept'
  if (got >= MOST_OF * cpus || got < MOST_OF * wanted) return 'host'
  return 'satisfied'
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** The build did not end in time, and its processes had all that they wanted of this machine. */
export class BuildHung extends Error {
  override readonly name = 'BuildHung'

  constructor(cause: Exclude<TimeoutCause, 'host'>, limitSeconds: number) {
    const why = cause === 'slept' ? 'its processes slept' : 'its processes got all the CPU time that they asked for'
    // Equal words each time: by them a further build that hangs is known to fail alike.
    super(`the build did not end within ${limitSeconds} s: ${why}`)
  }
}
