import type { BootAnswer, BootLimits, ConsoleProgress } from './request.ts'

/** What is known of a running boot at one moment; all seconds count from its start. */
export interface Sample {
  readonly wallSeconds: number
  /** Spent by the emulator so far. */
  readonly cpuSeconds: number
  /** How long the emulator has been ready to run while the host ran others. */
  readonly waitedSeconds: number
  readonly consoleBytes: number
}

const SILENCE_WALL_SECONDS = 20
// An idle guest still takes timer interrupts: 1 to 5 % of a CPU. One that waits for a busy host waits nearly all the time.
const IDLE_SHARE = 0.15
// After the answer: the rest of a trace comes within milliseconds, a power-off within a second.
const GRACE_SILENCE_SECONDS = 1
const GRACE_SECONDS = 3

/** Decides when a boot has lasted long enough. Pure: it is told the time. */
export class BootWatch {
  readonly #limits: BootLimits
  #heard: Sample = { wallSeconds: 0, cpuSeconds: 0, waitedSeconds: 0, consoleBytes: 0 }
  #progress: ConsoleProgress = 'continue'
  #answeredAt: number | undefined

  constructor(limits: BootLimits) {
    this.#limits = limits
  }

  /** Notes what the reader made of a chunk. An answer stays an answer. */
  progress(now: ConsoleProgress, wallSeconds: number): void {
    if (this.#progress !== 'answered') this.#progress = now
    if (now === 'answered') this.#answeredAt ??= wallSeconds
  }

  /** Why the boot should end now, or undefined when it should go on. */
  look(sample: Sample): BootAnswer['ending'] | undefined {
    if (sample.consoleBytes !== this.#heard.consoleBytes) this.#heard = sample
    if (this.#answeredAt !== undefined) return this.#afterAnswer(sample, this.#answeredAt)
    if (sample.consoleBytes >= this.#limits.consoleBytes) return 'flood'
    if (sample.cpuSeconds >= this.#limits.cpuSeconds) return 'hung'
    if (this.#progress !== 'testing' && this.#silent(sample)) return 'hung'
    return sample.wallSeconds >= this.#limits.wallSeconds ? 'deadline' : undefined
  }

  #afterAnswer(sample: Sample, answeredAt: number): 'stopped' | undefined {
    const quiet = sample.wallSeconds - this.#heard.wallSeconds >= GRACE_SILENCE_SECONDS
    const enough = sample.consoleBytes >= this.#limits.consoleBytes || sample.wallSeconds - answeredAt >= GRACE_SECONDS
    return quiet || enough ? 'stopped' : undefined
  }

  #silent(sample: Sample): boolean {
    const { silenceCpuSeconds = Number.POSITIVE_INFINITY, silenceWallSeconds = SILENCE_WALL_SECONDS } = this.#limits
    const cpu = sample.cpuSeconds - this.#heard.cpuSeconds
    if (cpu >= silenceCpuSeconds) return true
    const wall = sample.wallSeconds - this.#heard.wallSeconds
    const busy = cpu + sample.waitedSeconds - this.#heard.waitedSeconds
    return wall >= silenceWallSeconds && busy < wall * IDLE_SHARE
  }
}
