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

/**
 * Why a boot should end. `starved`: the host gave it too little of its time, and nothing is known
 * of the kernel.
 */
export type WatchEnding = BootAnswer['ending'] | 'starved'

const SILENCE_WALL_SECONDS = 20
// An idle guest still takes timer interrupts: 1 to 5 % of a CPU, and as much again of waiting for
// one on a busy host. One that has work to do runs or waits nearly all the time.
const IDLE_SHARE = 0.4
// After the answer: the rest of a trace comes within milliseconds, a power-off within a second.
const GRACE_SILENCE_SECONDS = 1
const GRACE_SECONDS = 3
// A test may print what it likes of its results: a list of all symbols is some megabytes.
const TEST_FLOOD_FACTOR = 4
// At this many times the limit of the wall clock, of which less than once was the boot's own, it
// waited most of the time.
const STARVED_FACTOR = 2

const START: Sample = { wallSeconds: 0, cpuSeconds: 0, waitedSeconds: 0, consoleBytes: 0 }

/**
 * Decides when a boot has lasted long enough. Pure: it is told the time.
 *
 * A guest that computes is judged by a purse of CPU seconds. It is full at the start, what the
 * emulator spends is taken out, and each byte on the console puts some back, as many as a byte of a
 * good boot costs several times over. So silence empties it, also silence that a stall report
 * interrupts now and then, and a slow kernel that goes on printing never does.
 *
 * A guest that prints is judged the other way round: each byte takes room on the console, and each
 * CPU second makes some again. A kernel that prints as fast as it can for long has none left.
 */
export class BootWatch {
  readonly #limits: BootLimits
  #heard = START
  #before = START
  #purse: number
  /** Bytes that may come at once. */
  #room: number
  #progress: ConsoleProgress = 'continue'
  #answeredAt: number | undefined

  constructor(limits: BootLimits) {
    this.#limits = limits
    this.#purse = limits.silenceCpuSeconds ?? Number.POSITIVE_INFINITY
    this.#room = this.#fullRoom
  }

  /**
   * Notes what the reader made of a chunk. An answer stays an answer; a test begins with a full
   * purse.
   */
  progress(now: ConsoleProgress, wallSeconds: number): void {
    if (now === 'testing' && this.#progress === 'continue') {
      this.#purse = this.#limits.silenceCpuSeconds ?? Number.POSITIVE_INFINITY
      this.#room = this.#fullRoom * TEST_FLOOD_FACTOR
    }
    if (this.#progress !== 'answered') this.#progress = now
    if (now === 'answered') this.#answeredAt ??= wallSeconds
  }

  /** Why the boot should end now, or undefined when it should go on. */
  look(sample: Sample): WatchEnding | undefined {
    if (sample.consoleBytes !== this.#heard.consoleBytes) this.#heard = sample
    this.#settle(sample)
    if (this.#answeredAt !== undefined) return this.#afterAnswer(sample, this.#answeredAt)
    if (sample.consoleBytes >= this.#limits.consoleBytes || this.#room <= 0) return 'flood'
    if (this.#purse <= 0 || sample.cpuSeconds >= this.#limits.cpuSeconds) return 'hung'
    if (this.#progress !== 'testing' && this.#idles(sample)) return 'hung'
    return this.#late(sample)
  }

  #settle(sample: Sample): void {
    const { silenceCpuSeconds: full = Number.POSITIVE_INFINITY, cpuSecondsPerByte } = this.#limits
    const spent = sample.cpuSeconds - this.#before.cpuSeconds
    const bytes = sample.consoleBytes - this.#before.consoleBytes
    const earned = bytes === 0 ? 0 : cpuSecondsPerByte === undefined ? full : bytes * cpuSecondsPerByte
    this.#purse = Math.min(full, this.#purse + earned - spent)
    const made = spent * (this.#limits.flood?.bytesPerCpuSecond ?? 0)
    const most = this.#fullRoom * (this.#progress === 'continue' ? 1 : TEST_FLOOD_FACTOR)
    this.#room = Math.min(most, this.#room + made - bytes)
    this.#before = sample
  }

  get #fullRoom(): number {
    return this.#limits.flood?.bytes ?? Number.POSITIVE_INFINITY
  }

  /** The time in which the boot ran or slept counts; what it waited for the host does not. */
  #late({ wallSeconds, waitedSeconds }: Sample): 'deadline' | 'starved' | undefined {
    const limit = this.#limits.wallSeconds
    if (wallSeconds - waitedSeconds >= limit) return 'deadline'
    return wallSeconds >= limit * STARVED_FACTOR ? 'starved' : undefined
  }

  #afterAnswer(sample: Sample, answeredAt: number): 'stopped' | undefined {
    const quiet = sample.wallSeconds - this.#heard.wallSeconds >= GRACE_SILENCE_SECONDS
    const enough = sample.consoleBytes >= this.#limits.consoleBytes || sample.wallSeconds - answeredAt >= GRACE_SECONDS
    return quiet || enough ? 'stopped' : undefined
  }

  #idles(sample: Sample): boolean {
    const { silenceWallSeconds = SILENCE_WALL_SECONDS } = this.#limits
    const wall = sample.wallSeconds - this.#heard.wallSeconds
    const busy = sample.cpuSeconds - this.#heard.cpuSeconds + sample.waitedSeconds - this.#heard.waitedSeconds
    return wall >= silenceWallSeconds && busy < wall * IDLE_SHARE
  }
}
