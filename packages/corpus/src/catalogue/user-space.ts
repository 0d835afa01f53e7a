import type { BuildName } from '../builds.ts'
import type { Expected, Setup } from '../entry.ts'
import { consoleTest, failed, passed, scriptFailed, skipped } from '../expectations.ts'
import { amidWords, fatal, harmless, type LinuxRow } from '../linux-row.ts'

const GCC: readonly BuildName[] = ['small-gcc']
const DEBUG: readonly BuildName[] = ['debug-gcc']
const boot = { kind: 'boot' } as const

interface InitOptions {
  readonly setup: Setup
  readonly shows: RegExp
  readonly expected: Expected
  readonly builds?: readonly BuildName[]
}

const init = (name: string, broken: string, { setup, shows, expected, builds = GCC }: InitOptions): LinuxRow => ({
  name,
  builds,
  broken,
  setup,
  test: boot,
  shows: [shows],
  expected,
})

const DIED = /Attempted to kill init! exitcode/

/** Kernels that find no init, or lose it. */
const inits: readonly LinuxRow[] = [
  init('init-for-another-machine', 'the programs of the initramfs are of another architecture', {
    setup: { initramfs: 'foreign' },
    shows: /No working init found/,
    expected: failed('no-init', 'userspace', { group: 'no-init' }),
  }),
  init('init-requested-in-vain', 'init=/sbin/launch is not there', {
    setup: { cmdline: 'rdinit=/dev/null init=/sbin/launch' },
    shows: /Requested init \/sbin\/launch failed/,
    expected: failed('no-init', 'userspace', { group: 'no-init-launch' }),
  }),
  init('root-not-there', 'no init in the initramfs, and no root file system', {
    setup: { cmdline: 'rdinit=/nothing root=/dev/vda1' },
    shows: /Unable to mount root fs/,
    expected: failed('no-root', 'kernel', { group: 'no-root' }),
    builds: DEBUG,
  }),
  init('init-ends', 'init ends with status 0 (rdinit=/bin/true)', {
    setup: { cmdline: 'rdinit=/bin/true' },
    shows: DIED,
    expected: failed('init-died', 'userspace', { group: 'init-ends' }),
  }),
  init('init-fails', 'init ends with status 1 (rdinit=/bin/false)', {
    setup: { cmdline: 'rdinit=/bin/false' },
    shows: DIED,
    expected: failed('init-died', 'userspace', { group: 'init-ends' }),
    builds: [...GCC, ...DEBUG],
  }),
  init('init-crashes', 'init gets SIGSEGV', {
    setup: { cmdline: 'rdinit=/bin/sh -- -c "mount -t proc proc /proc; echo init-segv >/proc/break"' },
    shows: DIED,
    expected: failed('init-died', 'userspace', { group: 'init-crashes' }),
  }),
]

// What an arm kernel said in an earlier boot, as a test would find it in its log.
const OLD_LOG = `[    0.203411] break: null-read
[    0.203502] 8<--- cut here ---
[    0.203617] Unable to handle kernel NULL pointer dereference at virtual address 0000002c
[    0.203731] [0000002c] *pgd=00000000
[    0.203984] Internal error: Oops: 5 [#1] THUMB2
[    0.204101] CPU: 0 PID: 1 Comm: swapper Not tainted 6.1.192 #1
[    0.204209] Hardware name: Generic DT based system
[    0.204322] PC is at read_lost_record+0x0/0x10
[    0.204404] LR is at break_now+0x41/0x50
[    0.205101]  read_lost_record from break_now+0x41/0x50
[    0.205213]  break_now from break_at_device+0x21/0xf0
[    0.205320]  break_at_device from do_one_initcall+0x4f/0xf4
[    0.205455] ---[ end trace 0000000000000000 ]---
[    0.205561] Kernel panic - not syncing: Fatal exception
`

interface ScriptOptions {
  readonly architectures?: LinuxRow['architectures']
  readonly expected: Expected
  readonly shows?: readonly RegExp[]
  readonly setup?: Setup
  readonly builds?: readonly BuildName[]
}

const script = (name: string, text: string, options: ScriptOptions): LinuxRow => ({
  name,
  builds: options.builds ?? GCC,
  ...(options.architectures ? { architectures: options.architectures } : {}),
  broken: `test script ${JSON.stringify(text.length > 160 ? `${text.slice(0, 160)}…` : text)}`,
  setup: { ...options.setup, script: text },
  test: { kind: 'script' },
  shows: options.shows ?? [],
  expected: options.expected,
})

const OOM = 'tail /dev/zero\n'
const MEMORY = { guest: { memoryMegabytes: 96 } }

const scripts: readonly LinuxRow[] = [
  script('script-exit-0', 'echo "all tests passed"\nexit 0\n', { expected: passed() }),
  script('script-exit-1', 'echo "not ok 3 - mmap"\nexit 1\n', { expected: scriptFailed(1) }),
  script('script-exit-125', 'echo "no such device, cannot test"\nexit 125\n', { expected: skipped }),
  script('script-exit-127', 'selftest-that-is-not-there\n', { expected: scriptFailed(127), shows: [/not found/] }),
  script(
    'script-exit-0-after-words',
    'echo "FAIL: 0, panic: 0, BUG: 0, Oops: 0"\nuname -a\ncat /proc/cmdline\nexit 0\n',
    {
      expected: passed(),
    },
  ),
  script(
    'script-of-odd-bytes',
    "printf 'a\\000b\\001\\033[31mred\\033[0m\\r\\377\\376\\n'\ndd if=/dev/urandom bs=512 count=4 2>/dev/null\nexit 0\n",
    {
      expected: passed(),
    },
  ),
  script('script-hangs', 'echo "waiting for a device"\nmkfifo /root/device\ncat /root/device\n', {
    expected: failed('hang', 'test'),
    setup: { wallSeconds: 20 },
  }),
  script('script-restarts', 'echo "trying a restart"\nreboot -f\nsleep 60\n', {
    expected: failed('reboot', 'test'),
    shows: [/reboot: Restarting system/],
  }),
  // x86_64 cannot switch itself off without ACPI.
  script('script-switches-off', 'echo "enough for today"\npoweroff -f\nsleep 60\n', {
    expected: failed('test-missing', 'test'),
    shows: [/reboot: Power down/],
    architectures: ['arm', 'arm64'],
  }),
  script('script-prints-an-old-log', `cat <<'END'\n${OLD_LOG}END\nexit 0\n`, {
    expected: passed(),
    shows: [/end trace/],
  }),
  script('script-prints-an-old-log-and-fails', `cat <<'END'\n${OLD_LOG}END\necho "the pool is gone"\nexit 1\n`, {
    expected: scriptFailed(1),
    shows: [/end trace/],
  }),
  script('script-runs-out-of-memory', `${OOM}echo "tail ended with $?"\nexit 0\n`, {
    expected: passed({ kind: 'oom' }),
    shows: [/Out of memory: Killed process \d+ \(tail\)/],
    setup: MEMORY,
  }),
  script('script-killed-for-memory', OOM, {
    expected: failed('test-failed', 'end', { group: 'test-failed-137', warnings: [{ kind: 'oom' }] }),
    shows: [/Out of memory: Killed process \d+ \(tail\)/],
    setup: MEMORY,
  }),
  script('script-panics-for-memory', `echo 1 >/proc/sys/vm/panic_on_oom\n${OOM}`, {
    expected: failed('oom', 'test', { group: 'oom' }),
    shows: [/Kernel panic - not syncing: .*[Oo]ut of memory/],
    setup: MEMORY,
  }),
]

const PROBE = String.raw`probe failed with error -\d+`
const words = { builds: GCC, shows: [/probe failed/] }

const consoles: readonly LinuxRow[] = [
  ...harmless('harmless-words', ['device'], { builds: [...GCC, 'debug-gcc'] }),
  ...harmless('harmless-words', ['user'], {
    builds: GCC,
    name: 'harmless-words-amid-user-words',
    setup: { script: amidWords('harmless-words') },
  }),
  ...harmless('harmless-words', ['late'], {
    ...words,
    name: 'words-wanted',
    test: consoleTest('present', PROBE),
  }),
  ...harmless('harmless-words', ['late'], {
    ...words,
    name: 'words-unwanted-and-absent',
    test: consoleTest('absent', 'probe failed with error -22'),
  }),
  ...fatal('harmless-words', 'console-match', undefined, ['late'], {
    ...words,
    name: 'words-unwanted',
    test: consoleTest('absent', PROBE),
    group: 'console-match-probe',
  }),
  {
    name: 'words-wanted-in-vain',
    builds: GCC,
    broken: 'nothing; the words that the test wants are not there',
    setup: {},
    test: consoleTest('present', PROBE),
    shows: [],
    expected: failed('console-missing', 'end', { group: 'console-missing-probe' }),
  },
  ...harmless('control-characters', ['device'], { builds: GCC }),
]

const plain = (name: string, cmdline: string, builds: readonly BuildName[]): LinuxRow => ({
  name,
  builds,
  broken: `nothing${cmdline && ` (with ${cmdline})`}`,
  setup: cmdline ? { cmdline } : {},
  test: boot,
  shows: [/Linux version|kbisect:/],
  expected: passed(),
})

/** Boots without a fault. */
const ordinary: readonly LinuxRow[] = [
  plain('ordinary', '', ['small-gcc', 'small-clang', 'debug-gcc', 'kcsan-gcc']),
  plain('ordinary-quiet', 'quiet', GCC),
  plain('ordinary-on-two-consoles', 'keep_bootcon', GCC),
  plain('ordinary-with-initcalls', 'initcall_debug ignore_loglevel', GCC),
  plain('ordinary-with-odd-options', 'panic_on_oops=maybe oops.debug=1 BUG:=no nomodule', GCC),
]

/** Init, test scripts, tests of the console, and boots that pass. */
export const userSpace: readonly LinuxRow[] = [...inits, ...scripts, ...consoles, ...ordinary]
