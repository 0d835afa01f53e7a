import type { FailureKind } from './terms.ts'

/** One wording with which a kernel reports that something broke. */
export interface FailurePattern {
  readonly kind: FailureKind
  /** Tried on a line without its printk prefix. Anchored, with no nested repetition: it sees hostile text. */
  readonly pattern: RegExp
  /** The report's canonical first line; `$1`, `$2` stand for the pattern's groups. */
  readonly title: string
  /** `$1:$2` of the source place, when the line names one. */
  readonly place?: string
  /** Whether the trace that follows tells where it broke. The traces of a dead init only tell how init dies. */
  readonly traced: boolean
}

const oops = (pattern: RegExp, title: string): FailurePattern => ({ kind: 'oops', pattern, title, traced: true })

/** The first row that matches wins, and the first line of a console that matches any row is *the* failure. */
export const FAILURES: readonly FailurePattern[] = [
  // arm, arm64: "Unable to handle kernel NULL pointer dereference at virtual address 00000010 when read"
  oops(
    /^Unable to handle kernel (NULL pointer dereference|paging request|[a-z][a-z -]{3,40}?)(?: at|$)/,
    'Unable to handle kernel $1',
  ),
  // arm: "Unhandled fault: alignment exception (0x001) at 0xc0000001"; "Unhandled prefetch abort: ..."
  oops(/^Unhandled (fault|prefetch abort): ([^(]{1,60}) \(/, 'Unhandled $1: $2'),
  // arm64: "Unhandled 64-bit el1h sync exception on CPU0, ESR 0x..."
  oops(/^Unhandled (\S+ \S+ \S+) exception on CPU/, 'Unhandled $1 exception'),
  oops(/^Bad mode in (.{1,40}) handler detected/, 'Bad mode in $1 handler'),
  oops(/^Insufficient stack space to handle exception/, 'kernel stack overflow'),
  oops(/^SError Interrupt on CPU/, 'SError interrupt'),
  // arm, arm64: "Internal error: Oops - undefined instruction: 0 [#1] SMP ARM"
  oops(/^Internal error: ([A-Za-z][\w -]{0,60}): [0-9a-f]+ \[#\d/, 'Internal error: $1'),
  // x86
  oops(/^BUG: kernel NULL pointer dereference/, 'kernel NULL pointer dereference'),
  oops(
    /^BUG: unable to handle (?:kernel )?(page fault|paging request|NULL pointer dereference)/,
    'unable to handle kernel $1',
  ),
  oops(/^BUG: (?:TASK |IRQ |#DF )?stack guard page was hit/, 'stack guard page was hit'),
  oops(/^BUG: stack overflow/, 'kernel stack overflow'),
  oops(
    /^(?:Oops: )?(general protection fault|invalid opcode|divide error|stack segment|double fault|alignment check|int3|control protection fault)\b.*\[#\d/,
    '$1',
  ),
  oops(/^(?:traps: )?PANIC: (double fault|early exception 0x[0-9a-f]{2})\b/, '$1'),
  oops(/^Oops(?: -|:) ?([A-Za-z][\w -]{0,60})?/, 'Oops $1'),
  {
    kind: 'bug',
    pattern: /^kernel BUG at ([^\s:]+):(\d+)!/,
    title: 'kernel BUG in $1',
    place: '$1:$2',
    traced: true,
  },
  {
    kind: 'no-root',
    pattern: /VFS: Unable to mount root fs/,
    title: 'unable to mount the root file system',
    traced: false,
  },
  { kind: 'no-init', pattern: /No working init found/, title: 'no working init', traced: false },
  {
    kind: 'no-init',
    pattern: /^Kernel panic - not syncing: Requested init (\S{1,80}) failed/,
    title: 'init $1 cannot be run',
    traced: false,
  },
  {
    kind: 'init-died',
    pattern: /^Kernel panic - not syncing: Attempted to kill init/,
    title: 'init died',
    traced: false,
  },
  { kind: 'panic', pattern: /^Kernel panic - not syncing: (.+)/, title: '$1', traced: true },
]

/** Complaints of a kernel that goes on: they name the place when it then hangs, and mean nothing when the test ends. */
export const SUSPICIONS: readonly FailurePattern[] = [
  {
    kind: 'rcu-stall',
    pattern: /^(?:rcu: )?INFO: rcu\S* (?:self-)?detected (?:expedited )?stall/,
    title: 'RCU stall',
    traced: true,
  },
  { kind: 'soft-lockup', pattern: /^(?:\w+: )?BUG: soft lockup/, title: 'soft lockup', traced: true },
  {
    kind: 'hard-lockup',
    pattern: /^(?:NMI )?[Ww]atchdog:? (?:\w+: )?.{0,20}hard LOCKUP/,
    title: 'hard lockup',
    traced: true,
  },
  {
    kind: 'hung-task',
    pattern: /^INFO: task (\S{1,32}):\d+ blocked for more than/,
    title: 'task $1 blocked',
    traced: true,
  },
]

/** Lets almost every line past with one look; each row above has one of these words. */
export const LOOKS_LIKE_FAILURE =
  /Unable|Unhandled|Bad mode|Insufficient|SError|Internal error|BUG|fault|opcode|divide|segment|check|int3|PANIC|panic|Oops|init|INFO|LOCKUP/
