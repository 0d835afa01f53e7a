import type { FailureKind, KernelCheck, Signature } from './terms.ts'

const LINUX = /^Linux version (\d{1,3})\.(\d{1,3})/
const MULTI_SHOT = /\bkasan_multi_shot\b/

/**
 * What says that a check looks no further. Lockdep stops at each of its reports, and at whatever
 * taints a kernel so that locks may be wrong.
 */
const STOPS: readonly { readonly check: KernelCheck; readonly pattern: RegExp }[] = [
  {
    check: 'lockdep',
    pattern:
      /^(?:turning off the locking correctness validator|Disabling lock debugging due to kernel taint|INFO: lockdep is turned off|BUG: MAX_[A-Z_]+ too low!|BUG: (?:spin|rw)lock |BUG: +\d{1,4} unexpected failures|DEBUG_LOCKS_WARN_ON)/,
  },
  { check: 'kasan', pattern: /^BUG: KAS[Aa][Nn]: / },
  {
    check: 'kmemleak',
    pattern:
      /^kmemleak: (?:Kernel memory leak detector disabled|Cannot allocate a |Memory pool empty|Early log buffer exceeded)/,
  },
  { check: 'debugobjects', pattern: /^ODEBUG: (?:Out of memory|.{0,40}disabl)/ },
  { check: 'dma-debug', pattern: /^DMA-API: .{0,80}(?:disabling|disabled|ENOMEM)/ },
  { check: 'hung tasks', pattern: /^Future hung task reports are suppressed/ },
]
const VERSION = /^Linux version /
const COMMAND_LINE = /^(?:Kernel command|Command) line: /
/** Lines that tell which checks look, or stop looking. */
export const CHECK_LINES: readonly { readonly pattern: RegExp }[] = [
  ...STOPS,
  { pattern: VERSION },
  { pattern: COMMAND_LINE },
]
const DROPPED = /^(?:printk: )?\*\* \d{1,9} printk messages dropped/

/**
 * Which checks of a kernel have stopped looking, so that what they did not report may have been
 * there.
 */
export class KernelChecks {
  readonly #off = new Set<KernelCheck>()
  #reportsAll = false

  get off(): readonly KernelCheck[] {
    return [...this.#off]
  }

  /** @param text of a line that the kernel said, one of `CHECK_LINES` */
  read(text: string): void {
    if (VERSION.test(text)) this.#readVersion(text)
    else if (COMMAND_LINE.test(text)) this.#reportsAll ||= MULTI_SHOT.test(text)
    else {
      for (const { check, pattern } of STOPS) {
        if (pattern.test(text) && !(check === 'kasan' && this.#reportsAll)) this.#off.add(check)
      }
    }
  }

  /** A report of lockdep, in whatever words. */
  reported(kind: FailureKind): void {
    if (kind === 'lockdep') this.#off.add('lockdep')
  }

  /** A report was left out, as there were too many. */
  full(): void {
    this.#off.add('report limit')
  }

  /** @param text of a line, whoever said it: the kernel puts no time in front of this one */
  noteLoss(text: string): void {
    if (DROPPED.test(text)) this.#off.add('console')
  }

  // Before 4.12 KASAN reported all that it saw.
  #readVersion(text: string): void {
    const [, major = 0, minor = 0] = LINUX.exec(text)?.map(Number) ?? []
    if (major > 0 && (major < 4 || (major === 4 && minor < 12))) this.#reportsAll = true
  }
}

/**
 * Failures after which a kernel may go on, so that one line of its console is all that tells of
 * them.
 */
const SURVIVED: ReadonlySet<FailureKind> = new Set([
  ...(['oops', 'bug', 'warning', 'lockdep', 'kasan', 'ubsan', 'kfence', 'kcsan', 'atomic', 'oom'] as const),
  ...(['rcu-stall', 'soft-lockup', 'hard-lockup', 'hung-task'] as const),
])

const NEEDS: Readonly<Record<KernelCheck, (signature: Signature) => boolean>> = {
  // Spinlocks and mutexes report through the same switch.
  lockdep: ({ kind, text }) => kind === 'lockdep' || /: (?:spin|rw)lock |DEBUG_LOCKS_WARN_ON/.test(text),
  kasan: ({ kind, text }) => kind === 'kasan' && text.includes('KASAN'),
  kmemleak: ({ text }) => text.includes('kmemleak'),
  debugobjects: ({ text }) => text.includes('ODEBUG'),
  'dma-debug': ({ text }) => text.includes('DMA-API'),
  'hung tasks': ({ kind }) => kind === 'hung-task',
  console: ({ kind }) => SURVIVED.has(kind),
  'report limit': ({ kind }) => SURVIVED.has(kind),
}

/**
 * The check that was off in a run that passed, without which the failure may have been there
 * unseen: such a pass says nothing of it.
 * @param off the run's `checksOff`
 * @returns undefined where the run would have shown the failure
 */
export function checkMissedBy(off: readonly KernelCheck[] | undefined, failure: Signature): KernelCheck | undefined {
  return off?.find((check) => NEEDS[check](failure))
}
