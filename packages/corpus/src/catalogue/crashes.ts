import type { BuildName } from '../builds.ts'
import { amidWords, fatal, type LinuxRow } from '../linux-row.ts'

const GCC: readonly BuildName[] = ['small-gcc']
const SMALL: readonly BuildName[] = ['small-gcc', 'small-clang']
const ALL: readonly BuildName[] = ['small-gcc', 'small-clang', 'kcsan-gcc']
const DEBUG: readonly BuildName[] = ['debug-gcc']
const PLACE = 'lib/break.c'

const kasan = (name: string) => ({ warnings: [{ kind: 'kasan', function: name } as const] })

/**
 * Faults of the processor. The function to expect is often not the innermost: that one belongs to a
 * library.
 */
const oopses: readonly LinuxRow[] = [
  ...fatal('null-read', 'oops', 'read_lost_record', ['device', 'timer', 'user'], { builds: GCC }),
  ...fatal('null-read', 'oops', 'read_lost_record', ['early'], { builds: GCC, architectures: ['arm64', 'x86_64'] }),
  ...fatal('null-read', 'oops', 'read_lost_record', ['early'], {
    builds: ['kcsan-gcc'],
    setup: { cmdline: 'earlyprintk=serial,ttyS0,115200' },
  }),
  // So early, arm has nobody yet to tell a fault to: all that there is to read is silence.
  ...fatal('null-read', 'hang', undefined, ['early'], { builds: GCC, architectures: ['arm'] }),
  ...fatal('null-read', 'oops', 'read_lost_record', ['interrupt'], { builds: ['small-clang', 'kcsan-gcc'] }),
  ...fatal('null-read', 'oops', 'read_lost_record', ['device', 'user'], {
    builds: DEBUG,
    ...kasan('read_lost_record'),
  }),
  ...fatal('null-write', 'oops', 'write_lost_record', ['core'], { builds: ALL }),
  ...fatal('null-call', 'oops', 'call_lost_hook', ['thread'], { builds: [...ALL, ...DEBUG] }),
  ...fatal('null-memset', 'oops', 'clear_lost_buffer', ['device'], { builds: SMALL }),
  ...fatal('null-memset', 'oops', 'clear_lost_buffer', ['interrupt'], { builds: GCC }),
  ...fatal('null-strlen', 'oops', 'measure_lost_name', ['late'], { builds: SMALL }),
  ...fatal('null-inlined', 'oops', 'sum_lost_factors', ['work'], { builds: SMALL }),
  ...fatal('null-cloned', 'oops', 'scale_lost_record', ['device'], { builds: SMALL }),
  ...fatal('stale-read', 'oops', 'read_stale_record', ['thread'], { builds: SMALL }),
  ...fatal('stale-memcpy', 'oops', 'copy_stale_record', ['device'], { builds: SMALL }),
  ...fatal('readonly-write', 'oops', 'write_constant_table', ['user'], { builds: SMALL }),
  ...fatal('poisoned-link', 'oops', 'follow_poisoned_link', ['work'], { builds: SMALL }),
  ...fatal('list-corruption', 'oops', 'unlink_broken_entry', ['device'], { builds: SMALL }),
  ...fatal('unknown-instruction', 'oops', 'run_unknown_instruction', ['device'], { builds: [...SMALL, ...DEBUG] }),
  ...fatal('divide-by-zero', 'oops', 'divide_by_lost_rate', ['thread'], {
    builds: [...ALL, ...DEBUG],
    architectures: ['x86_64'],
  }),
  ...fatal('unaligned', 'oops', 'load_crooked_counter', ['device'], {
    builds: SMALL,
    architectures: ['arm', 'arm64'],
  }),
  ...fatal('stack-overflow', 'oops', 'descend_without_end', ['thread'], { builds: SMALL, architectures: ['arm'] }),
  ...fatal('stack-overflow', 'oops', 'descend_without_end', ['thread'], { builds: DEBUG }),
  ...fatal('lost-stack', 'oops', 'lose_the_stack', ['thread'], {
    builds: [...SMALL, ...DEBUG],
    architectures: ['x86_64'],
  }),
]

/** Kernels that notice and give up. */
const panics: readonly LinuxRow[] = [
  ...fatal('bug', 'bug', 'refuse_to_go_on', ['device'], { builds: [...ALL, ...DEBUG], place: PLACE }),
  ...fatal('bug', 'bug', 'refuse_to_go_on', ['timer'], { builds: GCC, place: PLACE }),
  ...fatal('bug-on-inlined', 'bug', 'verify_record', ['thread'], { builds: SMALL, place: PLACE }),
  ...fatal('panic', 'panic', 'give_up_for_good', ['early', 'interrupt'], { builds: GCC }),
  ...fatal('panic', 'panic', 'give_up_for_good', ['device'], { builds: ALL }),
  ...fatal('panic', 'panic', 'give_up_for_good', ['user'], { builds: DEBUG }),
  ...fatal('other-panic', 'panic', 'miss_the_clock', ['core'], { builds: [...SMALL, ...DEBUG] }),
  // arm and x86_64 name the function that called panic() as its last deed; arm64 names the one that
  // lies behind it.
  ...fatal('last-panic', 'panic', 'end_without_return', ['device'], {
    builds: [...SMALL, ...DEBUG],
    architectures: ['arm', 'x86_64'],
  }),
  ...fatal('last-panic', 'panic', 'go_to_the_end', ['device'], {
    builds: [...GCC, ...DEBUG],
    architectures: ['arm64'],
    group: 'crash-in-end_without_return',
  }),
  ...fatal('warning-then-panic', 'panic', 'give_up_for_good', ['device'], {
    builds: GCC,
    warnings: [{ kind: 'warning', function: 'warn_of_odd_state' }],
  }),
]

const oops = (name: string, setup: { cmdline: string }): LinuxRow[] =>
  fatal('null-read', 'oops', 'read_lost_record', ['device'], { builds: GCC, name: `null-read-${name}`, setup })

/**
 * Where a console of this architecture is in the middle of the report, the function told already:
 * in bytes.
 */
const cut = (architecture: 'arm' | 'arm64' | 'x86_64', consoleBytes: number): LinuxRow[] =>
  fatal('null-read', 'oops', 'read_lost_record', ['device'], {
    builds: GCC,
    architectures: [architecture],
    name: 'null-read-cut',
    setup: { consoleBytes },
  })

/** The same failure, told otherwise. */
const told: readonly LinuxRow[] = [
  ...cut('arm', 4500),
  ...cut('arm64', 5500),
  ...cut('x86_64', 5700),
  ...fatal('null-read', 'oops', 'read_lost_record', ['late'], {
    builds: GCC,
    name: 'null-read-and-killed',
    setup: { stopAt: { pattern: /(pc : |RIP: 0010:|PC is at )\w+\+0x/, how: 'killed' } },
  }),
  ...fatal('panic', 'panic', 'give_up_for_good', ['late'], {
    builds: GCC,
    name: 'panic-and-stopped',
    setup: { stopAt: { pattern: /Kernel panic/, how: 'stopped' }, cmdline: 'panic=0' },
  }),
  ...fatal('null-read', 'oops', 'read_lost_record', ['user'], {
    builds: GCC,
    name: 'null-read-amid-user-words',
    setup: { script: amidWords('null-read') },
  }),
  ...oops('quiet', { cmdline: 'quiet' }),
  ...oops('on-two-consoles', { cmdline: 'keep_bootcon' }),
  ...oops('without-times', { cmdline: 'printk.time=0' }),
  ...oops('with-initcalls', { cmdline: 'initcall_debug ignore_loglevel' }),
  ...fatal('null-read-in-chatter', 'oops', 'read_lost_record', ['device'], { builds: GCC }),
  ...fatal('null-read-in-chatter', 'oops', 'read_lost_record', ['device'], {
    builds: DEBUG,
    setup: { guest: { cpus: 2 } },
    ...kasan('read_lost_record'),
  }),
]

export const crashes: readonly LinuxRow[] = [...oopses, ...panics, ...told]
