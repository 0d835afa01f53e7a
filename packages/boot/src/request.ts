import type { SandboxMode } from '@kbisect/exec'
import type { Guest } from './guest.ts'
import type { Accelerator, Architecture } from './machines.ts'

export interface BootLimits {
  /**
   * CPU seconds that the emulator may spend in all. Like the next two, it does not depend on how
   * busy the host is.
   */
  readonly cpuSeconds: number
  /**
   * CPU seconds without progress on the console after which the guest counts as hung. Default: no
   * such limit.
   */
  readonly silenceCpuSeconds?: number
  /**
   * CPU seconds that a byte on the console is worth as progress, up to all of `silenceCpuSeconds`.
   * Default: a byte is worth all.
   */
  readonly cpuSecondsPerByte?: number
  /**
   * The generous limit behind them, in seconds of the wall clock without those in which the
   * emulator waited for the host.
   */
  readonly wallSeconds: number
  /**
   * Wall seconds without a byte, while the guest idles, after which it counts as hung. Default 20.
   */
  readonly silenceWallSeconds?: number
  /** Size of the console, in bytes, after which the boot ends as a flood. */
  readonly consoleBytes: number
  /**
   * How much a guest may print at once, and for how much of it each CPU second makes room again:
   * one that prints faster for long is a flood. While a test runs, four times as much at once.
   * Default: no such limit.
   */
  readonly flood?: { readonly bytes: number; readonly bytesPerCpuSecond: number }
}

export interface BootRequest {
  readonly architecture: Architecture
  /** Absolute path of the kernel image. */
  readonly image: string
  /** Absolute path of the initramfs. */
  readonly initramfs: string
  /** Appended to the kernel command line. */
  readonly cmdline?: string
  readonly accelerator: Accelerator
  /** The machine. Default: one CPU and 256 MiB. */
  readonly guest?: Guest
  readonly limits: BootLimits
  /**
   * Absolute path of the file that gets the console as it comes; times go beside it, to
   * `<consoleLog>.times`.
   */
  readonly consoleLog: string
  readonly sandboxMode: SandboxMode
}

/**
 * `continue`: go on. `testing`: the guest runs a test, and idling is not a hang from now on.
 * `answered`: the answer is known; the boot goes on until it has been silent for a second, for
 * three seconds at most, and is then stopped.
 */
export type ConsoleProgress = 'continue' | 'testing' | 'answered'

export interface BootHooks {
  readonly signal?: AbortSignal
  onConsole(chunk: Buffer): ConsoleProgress
}

export interface BootAnswer {
  /**
   * `exited`: the emulator ended by itself, as after power-off, reset or panic. `stopped`: after an
   * answer, by us.
   */
  readonly ending: 'exited' | 'stopped' | 'hung' | 'deadline' | 'flood' | 'cancelled'
  /** 0 when `ending` is `exited`. */
  readonly exitCode?: number
  readonly cpuSeconds: number
  readonly wallSeconds: number
  /** Bytes in the console log. */
  readonly consoleBytes: number
  /** The emulator's command, fit to be pasted into a shell. */
  readonly commandLine: string
  /** The emulator's version line. */
  readonly emulator: string
  readonly accelerator: Accelerator
}
