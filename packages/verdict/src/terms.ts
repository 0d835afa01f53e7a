/** How a kernel or a test failed. `silence` is a hang before the kernel's first line. */
export type FailureKind =
  | 'panic'
  | 'oops'
  | 'bug'
  | 'no-root'
  | 'no-init'
  | 'init-died'
  | 'stall'
  | 'hang'
  | 'silence'
  | 'flood'
  | 'reboot'
  | 'test-failed'
  | 'test-missing'
  | 'console-match'
  | 'console-missing'
  | 'build-failed'

/** A failure freed of what changes from boot to boot. Compare two with `sameFailure`, never by their text. */
export interface Signature {
  readonly kind: FailureKind
  /** The interesting function of the trace, when the console shows one. */
  readonly function?: string
  /** `file:line`, the stage where the console ended, an exit status, or the first line of the report. */
  readonly place?: string
  /** One line for people: `panic in cma_init_reserved_mem: Unable to handle kernel paging request`. */
  readonly text: string
  /**
   * Functions of the call trace, innermost first, without those that only report or handle; at most 24, absent when the console
   * shows none. It says where to look and is no part of what makes failures equal.
   */
  readonly trace?: string[]
}

/** How far a console got. `test`: a test script was running. `end`: the guest told us the test's result. */
export type Stage = 'none' | 'emulator' | 'kernel' | 'userspace' | 'test' | 'end'

/** What one run showed. A failure's `stage` is where the kernel broke, or how far the console got when it just ended. */
export type Signal =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly signature: Signature; readonly stage: Stage }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'infrastructure'; readonly reason: string }

/** What the boot is to show. A `pattern` is a JavaScript regular expression, tried on each line of the console. */
export type TestExpectation =
  | { readonly kind: 'boot' }
  | { readonly kind: 'script' }
  | { readonly kind: 'console'; readonly pattern: string; readonly expect: 'present' | 'absent' }

/**
 * Why a boot's emulator ended: `exited` by itself, `stopped` by us as the answer was known, `hung` (its CPU seconds were
 * spent, or it fell silent), `deadline` (wall clock), `flood` (more console than allowed), `cancelled` by the caller,
 * `killed` by somebody else.
 */
export type BootEnding = 'exited' | 'stopped' | 'hung' | 'deadline' | 'flood' | 'cancelled' | 'killed'

/** What the runs of a candidate say together. `weak`: not sure yet, run again. `skip`: cannot be tested, go elsewhere. */
export interface Verdict {
  readonly kind: 'good' | 'bad' | 'skip' | 'weak'
  readonly reason: string
}
