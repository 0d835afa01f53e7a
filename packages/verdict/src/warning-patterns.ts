import type { Worded } from './any-of.ts'
import { type FailurePattern, SYMBOL } from './failure-patterns.ts'
import { FURTHER_WARNINGS } from './further-warnings.ts'
import type { FailureKind } from './terms.ts'

const warning = (
  kind: FailureKind,
  pattern: RegExp | string,
  title: string,
  more: Partial<FailurePattern> = {},
): FailurePattern => ({ kind, pattern: new RegExp(pattern), title, traced: true, ...more })

const STALLS: readonly FailurePattern[] = [
  warning('rcu-stall', /^(?:rcu: )?INFO: (?:rcu|srcu)\w* (?:self-)?detected (?:expedited )?stall/, 'RCU stall'),
  warning('soft-lockup', /^(?:NMI )?(?:watchdog: )?BUG: soft lockup/, 'soft lockup'),
  warning('soft-lockup', /^BUG: workqueue lockup/, 'workqueue lockup'),
  // "watchdog: Watchdog detected hard LOCKUP on cpu 0", before 4.12 "NMI watchdog: Watchdog
  // detected ...", "watchdog: CPU1: Watchdog ..."
  warning(
    'hard-lockup',
    /^(?:NMI )?(?:[Ww]atchdog:? ){1,2}(?:CPU ?\d+: )?(?:Watchdog )?(?:detected )?(?:\w+: )?hard LOCKUP/,
    'hard lockup',
  ),
  warning('hung-task', /^INFO: task .{1,64}:\d+ blocked (?:on .{1,40} )?for more than/, 'task blocked'),
  warning('hung-task', /^INFO: task .{1,64}:\d+ can't die for more than/, 'task cannot die'),
  warning('hung-task', /^INFO: task .{1,64}:\d+ blocked in I\/O wait for more than/, 'task blocked in I/O'),
]

// Before 4.4 the watchdog of hard lockups warned, and says so in the next line.
const NO_WATCHDOG = String.raw`(?!.{0,80} watchdog_overflow_callback\+)(?!.*\[inline\]$)`

const WARNINGS: readonly FailurePattern[] = [
  // "WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:5525 f+0x1c/0x98"; before 3.13 without CPU; since
  // 6.17 with the CPU behind, and since 6.19 with the condition in front: "WARNING: [size > limit]
  // mm/page_alloc.c:5525 at f+0x1c/0x98, CPU#0: swapper/0/1"
  warning(
    'warning',
    String.raw`^WARNING: ${NO_WATCHDOG}(?:CPU: \d+ PID: \d+ )?(?:\[.{0,200}\] )?(?:at )?([^\s:+]+\.[chSs]):(\d+) (?:at )?${SYMBOL}`,
    'WARNING in $1',
    { place: '$1:$2', where: [3, 4] },
  ),
  warning(
    'warning',
    String.raw`^WARNING: ${NO_WATCHDOG}CPU: \d+ PID: \d+ at ([^\s:+]+\.[chSs]):(\d+)`,
    'WARNING in $1',
    {
      place: '$1:$2',
    },
  ),
  warning(
    'warning',
    String.raw`^WARNING: (?:\[.{0,200}\] )?([^\s:+]+\.[chSs]):(\d+) at .{1,80}, CPU#`,
    'WARNING in $1',
    {
      place: '$1:$2',
    },
  ),
  warning('warning', `^WARNING: (?:CPU: \\d+ PID: \\d+ )?at ${SYMBOL}`, 'WARNING', { where: [1, 2] }),
  warning('warning', /^Division by zero in kernel/, 'division by zero'),
]

// As the WARNING of today, and as the INFO or BUG in brackets of kernels before 4.11.
const LOCKDEP =
  /^(?:\[ )?(?:WARNING|INFO|BUG): (possible (?:circular locking dependency|recursive locking|irq lock inversion dependency)|inconsistent lock state|suspicious RCU usage|suspicious rcu_dereference_check\(\) usage|\S+-safe -> \S+-unsafe lock order|bad unlock balance|bad contention|held lock freed|lock held (?:when returning to user space|at task exit)|[Nn]ested lock was not taken|Invalid wait context|.{1,64} still has locks held|trying to register non-static key|chain_key collision)/

// decode_stacktrace.sh repeats the headline for each function that was inlined; the last one names
// the function that is there.
const HERE = String.raw`(?!.*\[inline\]$)`

const SANITIZERS: readonly FailurePattern[] = [
  warning(
    'kasan',
    `^BUG: KAS[Aa][Nn]: ${HERE}([a-z][a-z -]{2,60}?)(?: (?:in|on) (?:${SYMBOL}|\\S+)[^]*)?$`,
    'KASAN: $1',
    {
      where: [2, 3],
    },
  ),
  warning('kasan', `^BUG: ${HERE}(KMSAN: [a-z][a-z -]{2,60}?) in (?:${SYMBOL}|\\S+)`, '$1', {
    where: [2, 3],
    bareTrace: true,
  }),
  warning('kfence', `^BUG: ${HERE}(KFENCE: [a-z][a-z -]{2,60}?) in (?:${SYMBOL}|\\S+)`, '$1', { where: [2, 3] }),
  warning(
    'kcsan',
    /^BUG: (KCSAN: [a-z][a-z: -]{2,40}?) in ([A-Za-z_$][\w.$]*)(?:\+0x([0-9a-f]+)\/0x[0-9a-f]+)?/,
    '$1',
    { where: [2, 3], bareTrace: true },
  ),
  warning('ubsan', /^UBSAN: ([A-Za-z][\w -]{2,60}?) in ([^\s:]+):(\d+):\d+/, 'UBSAN: $1', { place: '$2:$3' }),
]

const ATOMIC: readonly FailurePattern[] = [
  warning('atomic', /^BUG: scheduling (?:while atomic|in a non-blocking section): /, 'scheduling while atomic'),
  warning(
    'atomic',
    /^BUG: sleeping function called from invalid context at ([^\s:]+):(\d+)/,
    'sleeping function called from invalid context',
    { place: '$1:$2' },
  ),
  warning('atomic', /^bad: scheduling from the idle thread!/, 'scheduling from the idle thread'),
  warning('atomic', /^BUG: workqueue leaked /, 'workqueue leaked an atomic context'),
]

const MEMORY: readonly FailurePattern[] = [
  warning('oom', /^Memory cgroup out of memory: Kill(?:ed)? process /, 'memory cgroup out of memory', {
    traced: false,
  }),
  warning('oom', /^Out of memory(?: \(oom_kill_allocating_task\))?: Kill(?:ed)? process /, 'out of memory', {
    traced: false,
  }),
]

// Reports that begin with BUG: and let the kernel go on.
const BUGS: readonly FailurePattern[] = [
  warning('bug', /^BUG: ((?:spin|rw)lock [a-z][a-z ]{2,30}?) on CPU#/, '$1'),
  warning('bug', /^BUG: (Bad page (?:state|map|cache)) in process /, '$1'),
  warning('bug', /^BUG: (Bad rss-counter state|non-zero pgtables_bytes on freeing mm)/, '$1'),
  warning('bug', /^BUG: using (\w+\(\)) in preemptible /, '$1 in preemptible code'),
  warning('bug', /^BUG (\S+) \([^)]{1,80}\): (?!kasan: )(.{1,80})/, 'slab: $2'),
]

/**
 * Reports of a kernel that goes on. Alone they fail no boot; they name the failure of a kernel that
 * hangs then.
 */
export const KERNEL_WARNINGS: readonly FailurePattern[] = [
  ...STALLS,
  ...WARNINGS,
  warning('lockdep', LOCKDEP, '$1'),
  ...SANITIZERS,
  ...ATOMIC,
  ...MEMORY,
  ...BUGS,
  ...FURTHER_WARNINGS,
]

/** WARN() and its kind, which may have words of their own before or behind the first line. */
export const WARNS: ReadonlySet<FailurePattern> = new Set(WARNINGS)

/** Warnings that say themselves that something does not go on. */
export const STALL_KINDS: ReadonlySet<FailureKind> = new Set(['rcu-stall', 'soft-lockup', 'hard-lockup', 'hung-task'])

/** A line of its own that tells more than the report around it. */
export interface Lead {
  readonly pattern: RegExp
  readonly title: string
  /** `$1:$2` of the source place, when the line names one: that of the report is the reporter's. */
  readonly place?: string
  /** The pattern's groups with the function that is meant, and its offset. */
  readonly where?: readonly [symbol: number, offset: number]
  readonly words?: Worded['words']
}

/**
 * A line of its own before a BUG or a WARNING of the checks that are everywhere: it says more than
 * their file does.
 */
export const LEADS: readonly Lead[] = [
  // arm, and arm64 before 4.17: a user's program can make it as well, which is no failure of the
  // kernel
  { pattern: /^Unhandled (fault|prefetch abort): ([^(]{1,60}) \(/, title: 'Unhandled $1: $2' },
  // btrfs since 6.2 "assertion failed: a == b, in fs/btrfs/volumes.c:10"; before, and xfs, ", file:
  // fs/xfs/xfs_inode.c, line: 10"
  {
    pattern:
      /^(?:[A-Za-z]\w{0,15}: )?[Aa]ssertion failed: (.{1,200}?)(?: :: \d+)?, (?:in |file: )([^\s:,]{1,120})(?::|, line: )(\d+)/,
    title: 'assertion failed: $1',
    words: '[Aa]ssertion failed',
    place: '$2:$3',
  },
  // Since 6.10 the message stands in the next line.
  {
    pattern: /^rust_kernel: panicked at '(.{1,200})', ([^\s:]{1,120}):(\d+):\d+/,
    title: 'Rust panic: $1',
    place: '$2:$3',
  },
  { pattern: /^rust_kernel: panicked at ([^\s:]{1,120}):(\d+):\d+/, title: 'Rust panic', place: '$1:$2' },
  { pattern: new RegExp(`^CFI failure at ${SYMBOL}`), title: 'CFI failure', where: [1, 2] },
  { pattern: /^CFI failure \(target/, title: 'CFI failure' },
  {
    pattern: new RegExp(`^initcall ${SYMBOL} returned with (preemption imbalance|disabled interrupts)`),
    title: 'initcall returned with $3',
    where: [1, 2],
  },
  { pattern: /^(list_(?:add|del)) (?:double add|corruption)/, title: '$1 corruption' },
  { pattern: /^(refcount_t: [a-z][a-z0-9 ;,-]{2,60})/, title: '$1' },
  { pattern: /^detected buffer (overflow|overread) in (\w+)/, title: 'buffer $1 in $2' },
  { pattern: /^((?:mem|str|sized_str)\w+): detected buffer (overflow|overread)/, title: 'buffer $2 in $1' },
  {
    pattern: /^(?:usercopy: )?Kernel memory (exposure|overwrite) attempt detected (?:to|from)/,
    title: 'usercopy: kernel memory $1',
  },
  { pattern: /^(ODEBUG: [a-z][a-z ]{2,30}? )/, title: '$1' },
  { pattern: /^BUG: key \S{1,40} (?:has not been registered|not in \.data)!/, title: 'lock key is not registered' },
  { pattern: /^(DEBUG_LOCKS_WARN_ON\((?!1\)).{1,80}\))$/, title: '$1' },
  {
    pattern: /^(?:DMA-API: \S{1,40} \S{1,60}|\S{1,40} \S{1,60}: DMA-API): ([^[]{5,80}?)(?: \[|$)/,
    title: 'DMA-API: $1',
    words: 'DMA-API',
  },
]
