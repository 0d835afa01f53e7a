/**
 * How a kernel or a test failed. `silence` is a hang before the kernel's first line; `atomic`:
 * something slept where it must not. After a `warning` … `hung-task` a kernel goes on: they are
 * warnings, and a failure only when it hangs then.
 */
export type FailureKind =
  | 'panic'
  | 'oops'
  | 'bug'
  | 'warning'
  | 'lockdep'
  | 'kasan'
  | 'ubsan'
  | 'kfence'
  | 'kcsan'
  | 'atomic'
  | 'oom'
  | 'rcu-stall'
  | 'soft-lockup'
  | 'hard-lockup'
  | 'hung-task'
  | 'no-root'
  | 'no-init'
  | 'init-died'
  | 'hang'
  | 'silence'
  | 'flood'
  | 'reboot'
  | 'test-failed'
  | 'test-missing'
  | 'console-match'
  | 'console-missing'
  | 'build-failed'

/**
 * A failure freed of what changes from boot to boot. Compare two with `sameFailure`, never by their
 * text.
 */
export interface Signature {
  readonly kind: FailureKind
  /** The interesting function of the trace, when the console shows one. */
  readonly function?: string
  /**
   * `file:line`, the stage where the console ended, an exit status, or the first line of the
   * report.
   */
  readonly place?: string
  /**
   * The failure in one line, without what changes from boot to boot:
   * `panic in cma_init_reserved_mem: Unable to handle kernel paging request`.
   */
  readonly text: string
  /**
   * The line of the console or the compiler that begins the report, as it was printed, without its
   * time; at most 400 characters. Absent where nothing was printed, as when a kernel falls silent.
   * People see it; no part of what makes failures equal.
   */
  readonly line?: string
  /**
   * Functions of the call trace, innermost first, without those that only report or handle; at most
   * 24, absent when the console shows none. Where all functions are such, it has these, and it is
   * empty where the trace names none. It says where to look, and makes failures equal only where
   * there is no function.
   */
  readonly trace?: string[]
  /**
   * `mm/cma.c:203`, where the build could tell; no part of what makes failures equal, as any commit
   * may move it.
   */
  readonly source?: string
}

/**
 * How far a console got. `test`: a test script was running. `end`: the guest told us the test's
 * result.
 */
export type Stage = 'none' | 'emulator' | 'firmware' | 'kernel' | 'userspace' | 'test' | 'end'

/**
 * A place in the code of an image. The symbol is as printed, with what the compiler added to it;
 * `offset` counts bytes.
 */
export interface CodePlace {
  readonly symbol: string
  readonly offset: number
}

/**
 * What looks for failures of a kernel that goes on, and may stop doing so: a check of the kernel,
 * the `console` when it drops messages, and our own list of reports at its limit.
 */
export type KernelCheck =
  | 'lockdep'
  | 'kasan'
  | 'kmemleak'
  | 'debugobjects'
  | 'dma-debug'
  | 'hung tasks'
  | 'console'
  | 'report limit'

/**
 * What one run showed. A failure's `stage` is where the kernel broke, or how far the console got
 * when it just ended. `warnings` are reports of a kernel that went on: distinct ones, in their
 * order, at most 8, and 8 more that tell of no hang; absent when there are none. `checksOff`: what
 * had stopped looking by the end, so that a pass says nothing of its failures.
 */
export type RunResult =
  | {
      readonly kind: 'passed'
      readonly warnings?: readonly Signature[]
      readonly checksOff?: readonly KernelCheck[]
    }
  | {
      readonly kind: 'failed'
      readonly signature: Signature
      readonly stage: Stage
      /** The interesting frame, for whoever can tell its source line. */
      readonly frame?: CodePlace
      readonly warnings?: readonly Signature[]
    }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'infrastructure'; readonly reason: string }

/**
 * What the boot is to show. A `pattern` is one that `compilePattern` of packages/text takes, tried
 * on each line of the console.
 */
export type TestExpectation =
  | { readonly kind: 'boot' }
  | { readonly kind: 'script' }
  | { readonly kind: 'console'; readonly pattern: string; readonly expect: 'present' | 'absent' }
  /** Test cases of KUnit, which run while the kernel starts: all of a suite without `case`. */
  | { readonly kind: 'kunit'; readonly suite: string; readonly case?: string }

/**
 * Why a boot's emulator ended: `exited` by itself, `stopped` by us as the answer was known, `hung`
 * (its CPU seconds were spent, or it fell silent), `deadline` (wall clock), `flood` (more console
 * than allowed), `cancelled` by the caller, `killed` by somebody else.
 */
export type BootEnding = 'exited' | 'stopped' | 'hung' | 'deadline' | 'flood' | 'cancelled' | 'killed'
