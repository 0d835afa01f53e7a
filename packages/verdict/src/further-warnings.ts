import { type FailurePattern, SYMBOL } from './failure-patterns.ts'

// A group that no pattern has: the line tells no offset.
const NO_OFFSET = 9

/** A headline of a kernel that goes on. */
const warning = (pattern: RegExp | string, title: string, more: Partial<FailurePattern> = {}): FailurePattern => ({
  kind: 'warning',
  pattern: new RegExp(pattern),
  title,
  traced: false,
  ...more,
})
const TRACED: Partial<FailurePattern> = { traced: true }
const ASIDE: Partial<FailurePattern> = { aside: true }

// A check that stopped looking. Which lock came too late is chance.
const LOCK_CHECKS: readonly FailurePattern[] = [
  warning(/^BUG: (MAX_[A-Z_]{3,40}) too low!/, 'lockdep switched itself off: $1 too low', {
    kind: 'lockdep',
    exact: true,
  }),
  warning(/^BUG: looking up invalid subclass: \d+/, 'lockdep switched itself off: invalid subclass', {
    ...{ kind: 'lockdep', ...TRACED },
  }),
  warning(/^BUG: +\d{1,4} unexpected failures \(out of/, 'lockdep switched itself off: its self-test failed', {
    ...{ kind: 'lockdep', ...ASIDE },
  }),
  warning(/^(?:\[ )?BUG: (circular locking deadlock detected)/, '$1', { kind: 'lockdep', ...TRACED }),
]

const MEMORY: readonly FailurePattern[] = [
  warning(/^kmemleak: \d+ new suspected memory leaks/, 'kmemleak: suspected memory leaks', ASIDE),
  warning(/^vmap allocation for size \d+ failed/, 'vmap allocation failed', ASIDE),
  warning(/^SLU?A?B: Unable to allocate memory on/, 'slab: unable to allocate memory', ASIDE),
  warning(/^percpu: allocation failed, /, 'percpu: allocation failed', TRACED),
  warning(/^[Ss]lab (?:error in (\w{1,40})|corruption)/, 'slab: corruption', { kind: 'bug', ...TRACED }),
  warning(
    /^(?:kmem_cache_destroy|slab) (\S{1,40}): Slab cache still has objects/,
    'slab: $1 still has objects',
    TRACED,
  ),
  warning(/^(?:\w{1,20}: )?(Bad swap (?:file|offset) entry|Unused swap (?:file|offset) entry)/, '$1', {
    ...{ kind: 'bug', words: '(?:Bad|Unused) swap' },
  }),
  warning(/^([^\s:]{1,120}\.[chS]):(\d+): (bad (?:pgd|p4d|pud|pmd|pte)) /, '$3', {
    ...{ kind: 'bug', place: '$1:$2', words: 'bad p' },
  }),
  warning(/^(?:x86\/mm: )?Checked W\+X mappings: FAILED/, 'memory is writable and executable', ASIDE),
  warning(/^WARNING: kmemcheck: Caught \d+-bit (read|write) from (\w+) memory/, 'kmemcheck: $1 of $2 memory', TRACED),
]

const INTERRUPTS: readonly FailurePattern[] = [
  // Who was interrupted when the count was full is chance.
  warning(/^irq \d+: (nobody cared)/, 'irq: $1'),
  warning(/^irq event \d+: bogus return value/, 'irq: bogus return value', TRACED),
  warning(/^genirq: (Flags mismatch irq|Setting trigger mode)/, 'genirq: $1'),
  warning(/^(?:\w{1,24}: )?\d+\.\d+ No irq handler for vector/, 'no irq handler for vector', {
    words: '\\d+\\.\\d+ No irq handler',
  }),
  warning(/^(?:irq \d+, desc: |unexpected IRQ trap at vector )/, 'unexpected interrupt'),
  warning(/^Uhhuh\. NMI received for unknown reason/, 'NMI for an unknown reason'),
  warning(`^huh, entered softirq \\d+ \\w+ (?:${SYMBOL}|\\S+) preempt_count`, 'softirq left another preempt_count', {
    ...{ kind: 'atomic', where: [1, 2] },
  }),
  warning(
    `^unchecked MSR access error: (RDMSR|WRMSR) .{1,80}?(?: at rIP: 0x[0-9a-f]{1,16} \\(${SYMBOL}|$)`,
    'unchecked MSR access: $1',
    {
      ...{ where: [2, 3], ...TRACED },
    },
  ),
  warning(/^bad: scheduling from the idle thread!/, 'scheduling from the idle thread', { kind: 'atomic', ...TRACED }),
]

const PROCESSORS: readonly FailurePattern[] = [
  warning(/^smp: csd: Detected non-responsive CSD lock/, 'CSD lock does not respond', {
    kind: 'soft-lockup',
    ...TRACED,
  }),
  // powerpc, and since 6.5 a processor that another one watches
  warning(/^watchdog: CPU ?\d+:? .{0,40}\b[Hh]ard LOCKUP/, 'hard lockup', { kind: 'hard-lockup', ...TRACED }),
  warning(
    /^(?:psci: failed to boot CPU|smpboot: do_boot_cpu failed|CPU\d+: failed to come online|CPU\d+: is stuck in kernel)/,
    'a processor does not come online',
  ),
  warning(/^CPU\d+ (?:failed to report alive state|is stuck)/, 'a processor does not come online'),
  warning(/^psi: (inconsistent task state|task underflow)!/, 'psi: $1', ASIDE),
]

/**
 * Names that are given twice, references that are lost: of drivers and of what they register with.
 */
const OBJECTS: readonly FailurePattern[] = [
  warning(/^sysfs: cannot create duplicate filename '([^']{1,120})/, "sysfs: duplicate '$1'", TRACED),
  warning(/^kobject_add_internal failed for (\S{1,60}) with -EEXIST/, 'kobject: $1 is there already', TRACED),
  warning(
    /^kobject:? .{0,60}(tried to init an initialized object|tried to add an uninitialized object)/,
    'kobject: $1',
    TRACED,
  ),
  warning(/^debugfs: (?:Directory |File )?'([^']{1,60})'.{0,60} already (?:present|exists)/, "debugfs: duplicate '$1'"),
  warning(/^sysctl duplicate entry: (\S{1,80})/, 'sysctl: duplicate $1', TRACED),
  warning(/^sysctl table check failed: (\S{1,80})/, 'sysctl: check of $1 failed', TRACED),
  warning(/^Error: Driver '([^']{1,60})' is already registered/, "driver '$1' is registered twice"),
  warning(/^VFS: (Busy inodes after unmount)/, 'VFS: $1'),
  warning(/^VFS: Close: file count is 0/, 'VFS: a file is closed twice'),
  warning(/^unregister_netdevice: waiting for (\S{1,32}) to become free/, 'a network device does not become free'),
  warning(
    /^do_init_module: '([^']{1,60})'->init suspiciously returned/,
    "the init of '$1' returns no error code",
    TRACED,
  ),
]

const DEVICES: readonly FailurePattern[] = [
  warning(/^DMAR: \[(DMA|INTR)[^\]]{0,40}\].{0,80}fault/, 'DMAR: $1 fault', ASIDE),
  warning(/^\S{1,16}: Event logged \[(IO_PAGE_FAULT)/, 'AMD-Vi: $1', { ...ASIDE, words: 'Event logged' }),
  warning(/^(arm-smmu(?:-v3)?) \S{1,40} (?:event 0x|Unhandled context fault)/, '$1: fault', ASIDE),
  warning(/^PM: (Some devices failed to suspend)/, 'PM: $1'),
  warning(`^PM: dpm_run_callback\\(\\): (?:${SYMBOL}|\\S+) returns`, 'PM: a callback failed', { where: [1, 2] }),
  warning(/^PM: Device \S{1,80} failed to (\w{1,20}(?: \w{1,10})?):? error/, 'PM: a device failed to $1'),
  warning(
    /^Freezing (?:of tasks|(?:user space|remaining freezable|kernel) ?\w*) (?:failed|aborted) after/,
    'PM: freezing of tasks failed',
    TRACED,
  ),
]

const FILE_SYSTEMS: readonly FailurePattern[] = [
  warning(
    /^(EXT[234]|F2FS|JFFS2|UBIFS|NILFS2?|FAT|OCFS2)-fs (?:error|warning) .{0,60}?: ([a-z_]\w{2,60}):\d+:/,
    '$1: error',
    { where: [2, NO_OFFSET] },
  ),
  warning(/^(XFS) \(\S{1,40}\): (Internal error|Corruption detected|Metadata corruption detected)/, '$1: $2', TRACED),
  warning(/^(BTRFS) (?:error|critical) \(device [^)]{1,60}\)(?: in (\w{1,60}):\d+)?/, '$1: error', {
    where: [2, NO_OFFSET],
  }),
  warning(/^(?:blk_update_request: |print_req_error: )?I\/O error, dev /, 'I/O error', ASIDE),
  warning(/^Buffer I\/O error on dev/, 'buffer I/O error', ASIDE),
]

const SELF_TESTS: readonly FailurePattern[] = [
  warning(/^# (\w{1,80}): (?:EXPECTATION|ASSERTION) FAILED at ([^\s:]{1,120}):(\d+)/, 'KUnit: $1 failed', {
    ...{ place: '$2:$3' },
    ...ASIDE,
  }),
  warning(/^alg: .{1,120}\b(?:test failed|self-tests? .{0,40}failed|failed on)/, 'crypto: a self-test failed', TRACED),
  warning(/^Testing tracer .{1,60}FAILED!/, 'tracing: a self-test failed', ASIDE),
]

/** Warnings with a headline of their own, which no `WARNING: CPU:` announces. */
export const FURTHER_WARNINGS: readonly FailurePattern[] = [
  ...LOCK_CHECKS,
  ...MEMORY,
  ...INTERRUPTS,
  ...PROCESSORS,
  ...OBJECTS,
  ...DEVICES,
  ...FILE_SYSTEMS,
  ...SELF_TESTS,
]

/** `pci 0000:00:01.0: `, `eth0: `, `sh: `. */
const NAME = '.{1,100}?: '

/** A headline behind the name of a device or a task. */
const named = (words: string, title: string, more: Partial<FailurePattern> = {}): FailurePattern =>
  warning(`^${NAME}${words}`, title, { ...more, words })

/** Warnings in whose line the name of a device or a task stands in front. */
export const NAMED_WARNINGS: readonly FailurePattern[] = [
  // "sh: page allocation failure: order:5, mode:0xcc0(GFP_KERNEL)", "sh: vmalloc error: size 4096,
  // ..."; memory of user programs is left out, as the report of the OOM killer tells of it.
  named(
    '(page allocation (?:failure|stalls)(?!.{0,120}GFP_HIGHUSER)|vmalloc(?: error)?: allocation failure|vmalloc error)\\b',
    '$1',
    TRACED,
  ),
  named('(Unbalanced pm_runtime_enable|Runtime PM usage count underflow)!', '$1'),
  named('(Resources present before probing)', '$1'),
  named('swiotlb buffer is full', 'swiotlb buffer is full', ASIDE),
  named('(PM: failed to \\w{1,20})', '$1'),
  named('\\*\\*\\*\\* DPM device timeout', 'PM: a device timed out', TRACED),
  named('hw csum failure', 'hw csum failure', TRACED),
  // Before 6.5 it is the message of a WARN().
  named('NETDEV WATCHDOG: CPU: \\d+: transmit queue \\d+ timed out', 'NETDEV WATCHDOG: a transmit queue timed out'),
  warning(/^(?:.{1,98}?: )?\[drm(?::(\w{1,60})(?: \[[^\]]{1,40}\])?)?\] \*ERROR\* ([^\d]{3,80})/, 'drm: $2', {
    where: [1, NO_OFFSET],
    words: '\\[drm[^*]{1,120}\\*ERROR',
  }),
]

/**
 * Whatever else a kernel announces with such a word. Drivers use these words for nothing as well,
 * so the stack that it shows in one of the next lines is what makes it a report.
 */
export const ANNOUNCED: readonly FailurePattern[] = [
  warning(/^(?:\[ )?BUG: ([A-Za-z].{2,120}?)(?: \])?$/, '$1', { kind: 'bug', ...TRACED }),
  warning(/^(?:\[ )?WARNING: ([A-Za-z].{2,120}?)(?: \])?$/, '$1', TRACED),
]
