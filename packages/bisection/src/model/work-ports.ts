import type { Run, Target, Test } from '@kbisect/contracts'
import type { CodePlace, RunResult, Signature } from '@kbisect/verdict'
import type { DroppedSymbol, Revision } from './facts.ts'

/**
 * A source tree made ready for a revision, the files in which its revert conflicts, or why nothing
 * can be made of its source.
 */
export type Checkout =
  | { readonly kind: 'ready'; readonly directory: string }
  | { readonly kind: 'conflict'; readonly files: readonly string[] }
  | { readonly kind: 'unusable'; readonly reason: string }

export interface BuildDone {
  readonly result: 'built' | 'failed'
  readonly signature: Signature | null
  /** Set when a build failed and the machine may be at fault; see {@link DoubtfulAnswer}. */
  readonly doubt?: {
    readonly code: string
    readonly text: string
    readonly hint: string
    /** Only the build's output says so; the machine shows nothing of it. */
    readonly claimed?: true
  }
  readonly imageDigest: string | null
  /** The compiler's version line. */
  readonly toolchain: string
  /** See {@link HostToolchain}. */
  readonly toolchainId: string
  readonly droppedSymbols: readonly DroppedSymbol[]
  /**
   * Files to keep, by name: `image`, `config`, `system-map`, `inputs` where the tree tells them,
   * `debug-info` where there is some, `log`.
   */
  readonly files: Readonly<Record<string, string>>
  readonly commands: readonly string[]
  readonly seconds: number
}

/** What a host builds a target with. */
export interface HostToolchain {
  /**
   * sha-256 of what compiler, assembler and linker say of themselves: equal for hosts that build
   * the same.
   */
  readonly id: string
  /** The compiler's version line. */
  readonly version: string
}

/**
 * The build host: one source tree and one output directory per target, which nobody else uses
 * meanwhile.
 */
export interface BuildHost {
  readonly name: string
  /**
   * Asked anew each time: a host may be upgraded while it works. Throws when it has no such
   * toolchain.
   */
  toolchain(target: Target): Promise<HostToolchain>
  /**
   * Throws for infrastructure errors; a revert that does not apply, and a source that is too large,
   * are answers.
   */
  checkout(
    tree: { readonly id: string; readonly name: string; readonly url: string },
    revision: Revision,
    signal: AbortSignal,
  ): Promise<Checkout>
  /**
   * Throws for faults of our own; a source that does not compile is an answer. The files are there
   * until `use` ends; `name` names the log meanwhile, for those who follow it.
   */
  build<T>(
    request: {
      readonly name: string
      readonly tree: { readonly id: string; readonly name: string }
      readonly directory: string
      readonly target: Target
      /** From an empty output directory and without a compiler cache. */
      readonly clean: boolean
      readonly signal: AbortSignal
    },
    use: (done: BuildDone) => Promise<T>,
  ): Promise<T>
}

export interface BootLimits {
  /** CPU seconds of the emulator after which a boot counts as hung, whatever it prints. */
  readonly cpuSeconds: number
  /** CPU seconds without progress on the console after which it does. */
  readonly silenceCpuSeconds: number
  /** CPU seconds that a byte on the console is worth as progress. */
  readonly cpuSecondsPerByte: number
  /** The generous limit behind them. */
  readonly wallSeconds: number
  /**
   * Bytes that a guest may print at once, and for how many of them each CPU second makes room
   * again.
   */
  readonly flood: { readonly bytes: number; readonly bytesPerCpuSecond: number }
}

export interface BootDone {
  readonly result: RunResult
  /** Path of the console log. */
  readonly consoleLog: string
  readonly command: string
  readonly emulator: string
  readonly accelerator: Run['accelerator']
  readonly cpuSeconds: number
  readonly seconds: number
}

/** What a host can boot an architecture with. */
export interface HostEmulator {
  /** The emulator's version line. */
  readonly version: string
  /** Whether KVM is known to boot kernels of the architecture here. */
  readonly kvm: boolean
}

export interface BootHost {
  readonly name: string
  /**
   * Asked anew each time, as {@link BuildHost.toolchain}. Throws when it has no emulator for it.
   */
  emulator(architecture: Target['architecture']): Promise<HostEmulator>
  /**
   * Boots an image and reads its console; its files are there until `use` ends. Throws for faults
   * of our own.
   */
  boot<T>(
    request: {
      /** Names the console while the boot lasts, for those who follow it. */
      readonly name: string
      readonly image: string
      readonly target: Target
      readonly test: Test
      readonly limits: BootLimits
      readonly accelerator: 'tcg' | 'kvm'
      readonly signal: AbortSignal
    },
    use: (done: BootDone) => Promise<T>,
  ): Promise<T>
  /**
   * The source file and line of a place in the code of a kernel: `mm/cma.c:203`; undefined where it
   * cannot tell. Never throws: nothing depends on it.
   * @param files paths of the build's `system-map` and `debug-info`
   */
  findSource(
    place: CodePlace,
    files: { readonly systemMap: string; readonly debugInfo: string },
    architecture: Target['architecture'],
    signal: AbortSignal,
  ): Promise<string | undefined>
}
