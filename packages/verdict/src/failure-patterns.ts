import type { Worded } from './any-of.ts'
import type { FailureKind } from './terms.ts'

/** One wording with which a kernel reports that something broke. */
export interface FailurePattern {
  readonly kind: FailureKind
  /**
   * Tried on a line without its printk prefix. Anchored, with no nested repetition: it sees hostile
   * text.
   */
  readonly pattern: RegExp
  /** The report's canonical first line; `$1`, `$2` stand for the pattern's groups. */
  readonly title: string
  /** `$1:$2` of the source place, when the line names one. */
  readonly place?: string
  /** The pattern's groups with the function and its offset, when the line names them. */
  readonly where?: readonly [symbol: number, offset: number]
  /** The function that the line names is the failing one, whatever its name. */
  readonly certain?: true
  /**
   * Whether the trace that follows tells where it broke. The traces of a dead init only tell how
   * init dies.
   */
  readonly traced: boolean
  /**
   * Of a panic that only ends what a warning had reported: the kinds of warning that it may end.
   */
  readonly ends?: readonly FailureKind[]
  /**
   * The words may be anybody's: a program that user space runs may print such a line too. Frames
   * show that it is the kernel's.
   */
  readonly vague?: true
  /** A stack that is full: where it ended is chance, what fills it is not. */
  readonly recursive?: true
  /** Its call trace follows without a heading. */
  readonly bareTrace?: true
  /** The report's own numbers tell failures apart, and stay in its title. */
  readonly exact?: true
  /** It tells nothing of why a kernel hangs then. */
  readonly aside?: true
  readonly words?: Worded['words']
}

/**
 * `f+0x1c/0x98`, with the symbol and the offset as groups; `f (mm/cma.c:12)` as
 * decode_stacktrace.sh writes it, without an offset.
 */
export const SYMBOL = String.raw`([A-Za-z_$][\w.$]*)(?:\+0x([0-9a-f]+)\/0x[0-9a-f]+| \((?=(?:[^()\s:]{1,200}\.(?:[chSs]|rs)|\?\?):[\d?]))`

/**
 * How die() goes on behind whatever its caller says, on every architecture but riscv: the error
 * code and a number.
 */
const DIED = String.raw`(?:0x)?[0-9a-f]{1,16} \[#\d`

const oops = (pattern: RegExp, title: string, more: Partial<FailurePattern> = {}): FailurePattern => ({
  kind: 'oops',
  pattern,
  title,
  traced: true,
  ...more,
})

const PANIC = 'Kernel panic - not syncing: '
const panic = (
  words: string,
  kind: FailureKind,
  title: string,
  more: Partial<FailurePattern> = {},
): FailurePattern => ({ kind, pattern: new RegExp(`^${PANIC}${words}`), title, traced: true, ...more })

const RECURSIVE: Partial<FailurePattern> = { recursive: true }

const OOPSES: readonly FailurePattern[] = [
  // arm, arm64: "Unable to handle kernel NULL pointer dereference at virtual address 00000010 when
  // read"
  oops(
    /^Unable to handle kernel (NULL pointer dereference|paging request|[a-z][a-z0-9 /-]{3,60}?)(?: at|$)/,
    'Unable to handle kernel $1',
  ),
  // arm64: "Unhandled 64-bit el1h sync exception on CPU0, ESR 0x..."; "Bad mode" before 5.13
  oops(/^Unhandled (\S+ \S+ \S+) exception on CPU/, 'Unhandled $1 exception', { exact: true }),
  oops(/^Bad mode in (.{1,40}) handler detected/, 'Bad mode in $1 handler'),
  oops(/^Insufficient stack space to handle exception/, 'kernel stack overflow', RECURSIVE),
  oops(/^SError Interrupt on CPU/, 'SError interrupt'),
  // arm64 with UBSAN_TRAP: "Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1]
  // SMP"; x86 and riscv have a line of its own
  oops(new RegExp(`^Internal error: (UBSAN: [a-z][\\w -]{0,60}): ${DIED}`), '$1', { kind: 'ubsan' }),
  oops(new RegExp(`^(UBSAN: [a-z][\\w -]{0,60}?) at ${SYMBOL}`), '$1', { kind: 'ubsan', where: [2, 3] }),
  // arm, arm64: "Internal error: Oops - undefined instruction: 0 [#1] SMP ARM"
  oops(new RegExp(`^Internal error: ([^[]{0,120}?): ${DIED}`), 'Internal error: $1'),
  // x86
  oops(/^BUG: kernel NULL pointer dereference/, 'kernel NULL pointer dereference'),
  oops(
    /^BUG: unable to handle (?:kernel )?(page fault|paging request|NULL pointer dereference)/,
    'unable to handle kernel $1',
  ),
  oops(/^BUG: (?:\S+ )?stack guard page was hit/, 'stack guard page was hit', RECURSIVE),
  oops(/^BUG: stack overflow/, 'kernel stack overflow', RECURSIVE),
  oops(/^kernel stack overflow \(/, 'kernel stack overflow', RECURSIVE),
  oops(
    new RegExp(
      `^(?:Oops: )*(general protection fault|invalid opcode|divide error|stack segment|double fault|alignment check|int3|bounds|overflow|coprocessor segment overrun|control protection fault|stack guard page)\\b[^[]{0,160}: ${DIED}`,
    ),
    '$1',
  ),
  oops(/^(?:traps: )?PANIC: (double fault|early exception (?:0x)?[0-9a-f]{2})\b/, '$1', { exact: true }),
  oops(/^BUG: (Int \d{1,3}): CR2 /, '$1', { exact: true }),
  oops(/^(?:Oops: )*Oops(?:: [0-9a-f]{1,16})? \[#\d/, 'Oops'),
  oops(new RegExp(`^(?:Oops: )?([^[]{1,160}?): ${DIED}`), 'Oops: $1', { vague: true, words: DIED }),
  // riscv has no error code: "Oops - load access fault [#1]", "Kernel BUG [#1]"
  oops(/^(Oops - [^[]{1,80}|[Kk]ernel BUG) \[#\d/, '$1'),
  // mips and loongarch "Oops[#1]:", "Kernel bug detected[#1]:"; sparc "insmod(9): Oops [#1]"; s390
  // "Oops: 0004 ilc:3 [#1]"
  oops(/^(Oops|Kernel bug detected)\[#\d/, '$1'),
  oops(/^[^\s(]{1,40}\(\d{1,9}\): Oops \[#\d/, 'Oops', { words: 'Oops \\[#\\d' }),
  oops(/^([A-Za-z][a-z -]{2,60}): [0-9a-f]{4} ilc:\d \[#\d/, '$1', { words: '[0-9a-f]{4} ilc:' }),
]

const BUGS: readonly FailurePattern[] = [
  {
    kind: 'bug',
    pattern: /^kernel BUG at ([^\s:]+):(\d+)!/,
    title: 'kernel BUG in $1',
    place: '$1:$2',
    traced: true,
  },
  // Without CONFIG_DEBUG_BUGVERBOSE the kernel knows no file.
  {
    kind: 'bug',
    pattern: new RegExp(`^[Kk]ernel BUG at ${SYMBOL}`),
    title: 'kernel BUG',
    where: [1, 2],
    traced: true,
  },
]

const UNTRACED: Partial<FailurePattern> = { traced: false, exact: true }

const STARTS: readonly FailurePattern[] = [
  {
    kind: 'no-root',
    pattern: /^(?:Kernel panic - not syncing: )?VFS: Unable to mount root fs/,
    title: 'unable to mount the root file system',
    traced: false,
  },
  panic('No working init found', 'no-init', 'no working init', { traced: false }),
  panic(
    String.raw`Requested init (\S{1,80}) failed(?: \(error (-\d{1,4})\))?`,
    'no-init',
    'init $1 cannot be run (error $2)',
    {
      traced: false,
      exact: true,
    },
  ),
  // The exit code is that of wait(): the signal's number in the low bits, a core dump's flag beside
  // it, a status in the next byte.
  panic('Attempted to kill init! exitcode=0x000000[08]([1-9a-f])', 'init-died', 'init died of signal 0x0$1', UNTRACED),
  panic('Attempted to kill init! exitcode=0x000000[19]([0-9a-f])', 'init-died', 'init died of signal 0x1$1', UNTRACED),
  panic('Attempted to kill init! exitcode=0x0000[0-9a-f]{2}00', 'init-died', 'init ended', UNTRACED),
  panic('Attempted to kill init!', 'init-died', 'init died', UNTRACED),
]

const SANITIZERS: readonly FailureKind[] = ['kasan', 'ubsan', 'kfence', 'kcsan']

const PANICS: readonly FailurePattern[] = [
  panic('.{0,40}?(?:panic_on_\\w+ set|system warned too often)', 'panic', 'panic on a warning', {
    ends: ['warning', 'lockdep', 'atomic', 'bug', ...SANITIZERS],
  }),
  panic(String.raw`(?:kasan\.fault|KASAN)`, 'kasan', 'KASAN', { ends: ['kasan'] }),
  panic('softlockup: hung tasks', 'soft-lockup', 'soft lockup', { ends: ['soft-lockup'] }),
  panic('hung_task: blocked tasks', 'hung-task', 'task blocked', { ends: ['hung-task'] }),
  panic('RCU Stall', 'rcu-stall', 'RCU stall', { ends: ['rcu-stall'] }),
  panic('.{0,40}?[Hh]ard LOCKUP', 'hard-lockup', 'hard lockup', { ends: ['hard-lockup'] }),
  panic('scheduling while atomic', 'atomic', 'scheduling while atomic', { ends: ['atomic'] }),
  panic('System is deadlocked on memory', 'oom', 'out of memory', { traced: false, ends: ['oom'] }),
  panic(String.raw`Out of memory: \S+ panic_on_oom`, 'oom', 'out of memory', { traced: false, ends: ['oom'] }),
  panic(
    `stack-protector: Kernel stack is corrupted in: (?:${SYMBOL}|.*)`,
    'panic',
    'stack-protector: kernel stack is corrupted',
    { where: [1, 2], certain: true },
  ),
  // Which task's stack it was is not in the trace: that of the scheduler, which looked.
  panic('(corrupted stack end detected.*)', 'panic', '$1', { traced: false }),
  panic('(.+)', 'panic', '$1'),
  { kind: 'panic', pattern: /^Kernel panic - not syncing:$/, title: 'panic without a message', traced: true },
]

/**
 * The first row that matches wins, and the first line of a console that matches any row is *the*
 * failure.
 */
export const FAILURES: readonly FailurePattern[] = [...OOPSES, ...BUGS, ...STARTS, ...PANICS]

/**
 * Registers and a trace that nothing announced: x86 tells of an early exception where no console of
 * ours listens. They name the failure of a kernel that ends with them.
 */
export const UNANNOUNCED: FailurePattern = {
  kind: 'oops',
  pattern: /^CPU: \d+ (?:UID: \d+ )?PID: \d+ Comm: /,
  title: 'exception without a name',
  traced: true,
}

/**
 * What a processor trapped on. Such a title says less than the function: another architecture words
 * it otherwise.
 */
export const TRAP_TITLE =
  /^(?:Unable to handle kernel|unable to handle kernel|kernel NULL pointer|Unhandled|Bad mode|kernel stack overflow|SError|Internal error|stack guard|general protection|invalid opcode|divide error|stack segment|double fault|alignment check|int3|bounds|overflow|coprocessor|control protection|early exception|exception without a name|[Kk]ernel BUG$|Oops|Int \d)/
