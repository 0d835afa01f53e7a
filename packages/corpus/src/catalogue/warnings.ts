import type { BuildName } from '../builds.ts'
import type { Kind } from '../entry.ts'
import { fatal, type LinuxRow, type Moment, warning } from '../linux-row.ts'

const SMALL: readonly BuildName[] = ['small-gcc', 'small-clang']
const DEBUG: readonly BuildName[] = ['debug-gcc']
const KCSAN: readonly BuildName[] = ['kcsan-gcc']

/** What makes one watchdog speak and not the others. */
const ONLY_RCU = { cmdline: 'nowatchdog', wallSeconds: 75 }
const ONLY_LOCKUP = { cmdline: 'watchdog_thresh=1 rcupdate.rcu_cpu_stall_suppress=1', wallSeconds: 75 }

// Two processors: one of them watches the other.
const HARD = { guest: { cpus: 2 }, cmdline: 'watchdog_thresh=1 rcupdate.rcu_cpu_stall_suppress=1' }

const plain: readonly LinuxRow[] = [
  ...warning('warning', 'warning', 'warn_of_odd_state', ['device'], { builds: [...SMALL, ...DEBUG] }),
  ...warning('warning', 'warning', 'warn_of_odd_state', ['timer', 'user'], { builds: ['small-gcc'] }),
  ...warning('bare-warning', 'warning', 'warn_bare', ['thread'], { builds: SMALL }),
  ...warning('warning-once', 'warning', 'warn_once_of_many', ['late'], { builds: SMALL }),
  ...warning('huge-kmalloc', 'warning', 'ask_for_too_much', ['device'], { builds: [...SMALL, ...DEBUG] }),
  ...warning('list-corruption', 'warning', 'unlink_broken_entry', ['device'], {
    builds: DEBUG,
    shows: [/list_del corruption/],
  }),
  ...warning('warning-in-chatter', 'warning', 'warn_of_odd_state', ['thread'], {
    builds: DEBUG,
    setup: { guest: { cpus: 2 } },
  }),
]

const debug = (way: string, kind: Kind, name: string, moments: readonly Moment[], shows: RegExp): LinuxRow[] =>
  warning(way, kind, name, moments, { builds: DEBUG, shows: [shows] })

const memory: readonly LinuxRow[] = [
  ...debug('slab-out-of-bounds', 'kasan', 'read_beyond_record', ['device'], /BUG: KASAN: slab-out-of-bounds/),
  ...debug('slab-out-of-bounds-memset', 'kasan', 'clear_beyond_record', ['late'], /BUG: KASAN: slab-out-of-bounds/),
  ...debug('use-after-free', 'kasan', 'read_freed_record', ['thread', 'user'], /BUG: KASAN: \S*use-after-free/),
  ...debug('double-free', 'kasan', 'free_record_again', ['device'], /BUG: KASAN: double-free/),
  ...debug('stack-out-of-bounds', 'kasan', 'read_beyond_local', ['device'], /BUG: KASAN: stack-out-of-bounds/),
  ...debug('global-out-of-bounds', 'kasan', 'read_beyond_global', ['work'], /BUG: KASAN: global-out-of-bounds/),
  ...debug('ubsan-shift', 'ubsan', 'shift_too_far', ['device'], /UBSAN: shift-out-of-bounds/),
  ...debug('ubsan-bounds', 'ubsan', 'index_too_far', ['late'], /UBSAN: array-index-out-of-bounds/),
  ...warning('kfence-out-of-bounds', 'kfence', 'read_beyond_fence', ['device'], {
    builds: [...DEBUG, ...KCSAN],
    shows: [/BUG: KFENCE: out-of-bounds/],
  }),
  ...warning('kfence-use-after-free', 'kfence', 'read_behind_fence', ['late'], {
    builds: [...DEBUG, ...KCSAN],
    shows: [/BUG: KFENCE: use-after-free/],
  }),
  ...warning('kfence-double-free', 'kfence', 'free_fenced_again', ['device'], {
    builds: KCSAN,
    shows: [/BUG: KFENCE: invalid free/],
  }),
  ...fatal('double-free', 'bug', 'free_record_again', ['device'], {
    builds: KCSAN,
    setup: { cmdline: 'kfence.sample_interval=0' },
    place: 'mm/slub.c',
  }),
]

const races: readonly LinuxRow[] = [
  // KCSAN names a race by both functions in the order of the alphabet: the first stands for both.
  // The kernel's own race, while it measures a timer of this machine, is another one.
  ...warning('data-race', 'kcsan', 'count_in_interrupt', ['thread'], {
    builds: KCSAN,
    warnings: [{ kind: 'kcsan', function: 'lapic_cal_handler' }],
    setup: { cmdline: 'kcsan.early_enable=1' },
    shows: [/BUG: KCSAN: data-race in count_in_interrupt \/ count_without_lock/],
  }),
]

const locks: readonly LinuxRow[] = [
  ...debug('lock-order', 'lockdep', 'take_b_then_a', ['device', 'thread'], /possible circular locking dependency/),
  ...debug('lock-state', 'lockdep', 'lock_in_the_open', ['late'], /inconsistent lock state/),
  // The unlock counts preemption down once too often, of which the caller of initcalls warns.
  ...warning('unlock-free', 'lockdep', 'unlock_what_is_free', ['device'], {
    builds: DEBUG,
    shows: [/bad unlock balance/],
    warnings: [{ kind: 'warning', function: 'break_at_device' }],
  }),
  ...debug('rcu-unprotected', 'lockdep', 'read_without_rcu', ['device'], /suspicious RCU usage/),
  ...debug('spinlock-magic', 'bug', 'take_lock_that_is_none', ['device'], /BUG: spinlock bad magic/),
  ...warning('sleep-in-atomic', 'atomic', 'sleep_under_lock', ['device', 'thread'], {
    builds: DEBUG,
    shows: [/sleeping function called from/, /BUG: Invalid wait context/],
    warnings: [{ kind: 'lockdep', function: 'sleep_under_lock' }],
  }),
  ...warning('schedule-in-atomic', 'atomic', 'schedule_in_atomic', ['thread'], {
    builds: SMALL,
    shows: [/BUG: scheduling while atomic/],
  }),
  ...warning('schedule-in-atomic', 'atomic', 'schedule_in_atomic', ['thread'], {
    builds: KCSAN,
    shows: [/BUG: scheduling while atomic/],
  }),
]

const waits: readonly LinuxRow[] = [
  ...warning('rcu-stall', 'rcu-stall', 'hold_rcu_too_long', ['thread'], {
    builds: DEBUG,
    setup: ONLY_RCU,
    shows: [/rcu: INFO: rcu_\w+ (self-)?detected stall/],
  }),
  ...warning('soft-lockup', 'soft-lockup', 'keep_the_processor', ['thread'], {
    builds: DEBUG,
    setup: ONLY_LOCKUP,
    shows: [/BUG: soft lockup/],
  }),
  ...warning('hard-lockup', 'hard-lockup', 'block_interrupts_too_long', ['device'], {
    builds: DEBUG,
    architectures: ['x86_64'],
    setup: HARD,
    shows: [/Watchdog detected hard LOCKUP on cpu/],
  }),
  ...warning('lost-event', 'hung-task', 'wait_for_lost_event', ['aside'], {
    builds: DEBUG,
    setup: { script: 'sleep 10\nexit 0\n' },
    shows: [/INFO: task break:\d+ blocked for more than/],
  }),
]

/** Reports of kernels that go on: the boot passes all the same. */
export const warnings: readonly LinuxRow[] = [...plain, ...memory, ...races, ...locks, ...waits]

const own = (kind: Kind, name: string) => ({ warnings: [{ kind, function: name }] })

/** The same, of kernels that then hang or panic: the warning names the failure. */
export const fatalWarnings: readonly LinuxRow[] = [
  ...fatal('rcu-stall-for-ever', 'rcu-stall', 'hold_rcu_too_long', ['device'], {
    builds: DEBUG,
    setup: ONLY_RCU,
    shows: [/rcu: INFO: rcu_\w+ (self-)?detected stall/],
    ...own('rcu-stall', 'hold_rcu_too_long'),
  }),
  ...fatal('soft-lockup-for-ever', 'soft-lockup', 'keep_the_processor', ['device'], {
    builds: DEBUG,
    setup: ONLY_LOCKUP,
    shows: [/BUG: soft lockup/],
    ...own('soft-lockup', 'keep_the_processor'),
  }),
  ...fatal('hard-lockup', 'hard-lockup', 'block_interrupts_too_long', ['late'], {
    builds: DEBUG,
    architectures: ['x86_64'],
    setup: { ...HARD, cmdline: `${HARD.cmdline} nmi_watchdog=panic` },
    shows: [/Kernel panic - not syncing: Hard LOCKUP/],
    ...own('hard-lockup', 'block_interrupts_too_long'),
  }),
  ...fatal('lost-event', 'hung-task', 'wait_for_lost_event', ['late'], {
    builds: DEBUG,
    setup: { wallSeconds: 75 },
    shows: [/INFO: task swapper\/0:1 blocked for more than/],
    ...own('hung-task', 'wait_for_lost_event'),
  }),
  ...fatal('lock-twice', 'lockdep', 'take_lock_twice', ['device'], {
    builds: DEBUG,
    setup: { cmdline: 'nowatchdog rcupdate.rcu_cpu_stall_suppress=1', wallSeconds: 75 },
    shows: [/possible recursive locking detected/],
    ...own('lockdep', 'take_lock_twice'),
  }),
  ...fatal('warning', 'warning', 'warn_of_odd_state', ['device'], {
    builds: ['small-gcc'],
    name: 'warning-made-fatal',
    setup: { cmdline: 'panic_on_warn=1' },
    shows: [/panic_on_warn set/],
    ...own('warning', 'warn_of_odd_state'),
  }),
]
