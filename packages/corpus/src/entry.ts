import type { Guest } from '@kbisect/boot'
import type { Architecture } from '@kbisect/build'
import type { BuildName } from './builds.ts'

/**
 * What a person who knows what was broken says of a console. Words as in docs/glossary.md;
 * README.md has the table.
 */
export const KINDS = [
  ...(['panic', 'oops', 'bug', 'warning', 'lockdep', 'kasan', 'ubsan', 'kfence', 'kcsan', 'atomic', 'oom'] as const),
  ...(['rcu-stall', 'soft-lockup', 'hard-lockup', 'hung-task', 'no-root', 'no-init', 'init-died'] as const),
  ...(['hang', 'silence', 'flood', 'reboot', 'test-failed', 'test-missing', 'console-match'] as const),
  'console-missing',
] as const
export type Kind = (typeof KINDS)[number]

export const STAGES = ['none', 'emulator', 'firmware', 'kernel', 'userspace', 'test', 'end'] as const
export type Stage = (typeof STAGES)[number]

export const ENDINGS = ['exited', 'stopped', 'hung', 'deadline', 'flood', 'killed'] as const
export type Ending = (typeof ENDINGS)[number]

/** A report of a kernel that goes on: `kind:function`, `-` where no function is to blame. */
export interface Warning {
  readonly kind: Kind
  readonly function?: string
}

export type Expected =
  | { readonly result: 'passed' | 'skipped'; readonly stage: 'end'; readonly warnings?: readonly Warning[] }
  | {
      readonly result: 'failed'
      readonly stage: Stage
      readonly kind: Kind
      /** The one that a person would name; absent where none is to blame. */
      readonly function?: string
      /** Source file, where the console names one. */
      readonly place?: string
      readonly warnings?: readonly Warning[]
      /**
       * Equal groups are the same failure, on whatever architecture and build; others never are.
       */
      readonly group: string
    }

export type Test =
  | { readonly kind: 'boot' | 'script' }
  | { readonly kind: 'console'; readonly expect: 'present' | 'absent'; readonly pattern: string }

/** An image that is no kernel any more, or none for this machine. */
export type ImageChange = 'zeroed' | 'cut short' | 'of another architecture' | 'payload damaged'

/** How a kernel is booted so that it breaks. */
export interface Setup {
  /** Appended to the command line. */
  readonly cmdline?: string
  /** Of a test of kind `script`, run in the guest. */
  readonly script?: string
  readonly image?: ImageChange
  /** `foreign`: its programs are of another architecture. */
  readonly initramfs?: 'foreign'
  readonly guest?: Guest
  /** Console bytes after which the boot ends as a flood; default 64 KiB. */
  readonly consoleBytes?: number
  /**
   * The boot is stopped soon after this appeared, as after an answer; `killed` at once, in the
   * middle of a line.
   */
  readonly stopAt?: { readonly pattern: RegExp; readonly how: 'stopped' | 'killed' }
  /** Wall-clock seconds, when the boot is to end by the deadline. */
  readonly wallSeconds?: number
  /** Consoles of so many boots one after the other, as of a machine that restarts. */
  readonly boots?: number
}

/** One log: a kernel, what is done to it, and what there is to read in its console. */
export interface Entry {
  readonly name: string
  readonly build: BuildName | 'toy'
  readonly architecture: Architecture
  /** What was broken, in words. */
  readonly broken: string
  readonly setup: Setup
  readonly test: Test
  /** Each must be in the console, or the kernel did not break as it should have. */
  readonly shows: readonly RegExp[]
  readonly expected: Expected
}
