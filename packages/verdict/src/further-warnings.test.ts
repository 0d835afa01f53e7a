import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import type { RunResult, Signature } from './terms.ts'

const NONCE = 'n0nce-1234'
const START = '[    0.000000] Linux version 6.6.0\n[    0.000000] Memory: 64M\n[    0.000000] Zone ranges:\n'

/** Reads lines, each stamped, in a boot that passes. */
function read(report: string): RunResult {
  const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
  const lines = report.split('\n').map((line) => `[    1.234567] ${line}\r\n`)
  reader.push(`${START}${lines.join('')}\nkbisect:${NONCE}:exit:0\n`)
  return reader.conclude('exited')
}

const warnings = (result: RunResult): readonly Signature[] => (result.kind === 'passed' ? (result.warnings ?? []) : [])
const texts = (report: string) => warnings(read(report)).map(({ text }) => text)

const stack = (...names: string[]) =>
  ['CPU: 1 PID: 9 Comm: work Not tainted 6.6.0 #1', 'Call Trace:', ...names.map((name) => ` ${name}+0x10/0x20`)].join(
    '\n',
  )

describe('a warning with a headline of its own is seen', () => {
  test.each([
    [
      `BUG: MAX_LOCKDEP_CHAIN_HLOCKS too low!\nturning off the locking correctness validator.\n${stack('dump_stack_lvl', 'lookup_chain_cache_add', 'lock_acquire', 'start_work')}`,
      'lockdep: lockdep switched itself off: MAX_LOCKDEP_CHAIN_HLOCKS too low',
    ],
    ['BUG: MAX_LOCK_DEPTH too low!', 'lockdep: lockdep switched itself off: MAX_LOCK_DEPTH too low'],
    ['BUG: MAX_STACK_TRACE_ENTRIES too low!', 'lockdep: lockdep switched itself off: MAX_STACK_TRACE_ENTRIES too low'],
    [
      `BUG: looking up invalid subclass: 9\nturning off the locking correctness validator.\n${stack('dump_stack', 'look_up_lock_class', 'lock_acquire', '_raw_spin_lock', 'take_nested')}`,
      'lockdep in take_nested: lockdep switched itself off: invalid subclass',
    ],
    [
      `BUG: key ffff888003a4d000 has not been registered!\n------------[ cut here ]------------\nDEBUG_LOCKS_WARN_ON(1)\nWARNING: CPU: 0 PID: 1 at kernel/locking/lockdep.c:4700 lockdep_init_map_type+0x10/0x20\n${stack('dump_stack_lvl', 'lockdep_init_map_type', 'init_part')}`,
      'warning in init_part: lock key is not registered',
    ],
    [
      'kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)',
      'warning: kmemleak: suspected memory leaks',
    ],
    [
      `modprobe: page allocation failure: order:5, mode:0xcc0(GFP_KERNEL), nodemask=(null)\n${stack('dump_stack_lvl', 'warn_alloc', '__alloc_pages', 'make_table')}`,
      'warning in make_table: page allocation failure',
    ],
    [
      `sh: page allocation failure. order:5, mode:0xd0\n${stack('warn_alloc_failed', 'make_table')}`,
      'warning in make_table: page allocation failure',
    ],
    [
      `sh: vmalloc error: size 4096, page order 0, failed to allocate pages\n${stack('warn_alloc', '__vmalloc_area_node', 'make_table')}`,
      'warning in make_table: vmalloc error',
    ],
    ['vmap allocation for size 20480 failed: use vmalloc=<size> to increase size', 'warning: vmap allocation failed'],
    ['SLUB: Unable to allocate memory on node -1, gfp=0xcc0(GFP_KERNEL)', 'warning: slab: unable to allocate memory'],
    [
      `percpu: allocation failed, size=8 align=8 atomic=0, alloc from reserved chunk failed\n${stack('pcpu_alloc', 'make_counters')}`,
      'warning in make_counters: percpu: allocation failed',
    ],
    [
      `slab error in verify_redzone_free(): cache \`part': memory outside object was overwritten\n${stack('dump_stack', '__slab_error', 'cache_free_debugcheck', 'kfree', 'drop_part')}`,
      'bug in drop_part: slab: corruption',
    ],
    ['mm/pgtable-generic.c:33: bad pmd ffff888003a4d000(8000000003a000e7)', 'bug: bad pmd'],
    ['swap_info_get: Bad swap file entry 2000000000000000', 'bug: Bad swap file entry'],
    ['x86/mm: Checked W+X mappings: FAILED, 12 W+X pages found.', 'warning: memory is writable and executable'],
    ['irq 9: nobody cared (try booting with the "irqpoll" option)', 'warning: irq: nobody cared'],
    ['genirq: Flags mismatch irq 9. 00000000 (one) vs. 00000080 (two)', 'warning: genirq: Flags mismatch irq'],
    ['__common_interrupt: 0.55 No irq handler for vector', 'warning: no irq handler for vector'],
    ['Uhhuh. NMI received for unknown reason 3d on CPU 0.', 'warning: NMI for an unknown reason'],
    [
      'huh, entered softirq 3 NET_RX handle_part+0x0/0x20 preempt_count 00000100, exited with 00000101?',
      'atomic in handle_part: softirq left another preempt_count',
    ],
    [
      `unchecked MSR access error: WRMSR to 0x123 (tried to write 0x0) at rIP: 0xffffffff81000000 (native_write_msr+0x4/0x20)\n${stack('native_write_msr', 'set_part')}`,
      'warning in set_part: unchecked MSR access: WRMSR',
    ],
    [
      `unchecked MSR access error: RDMSR from 0x123 at rIP: 0xffffffff81000000 (read_part+0x4/0x20)\n${stack('ask_part')}`,
      'warning in read_part: unchecked MSR access: RDMSR',
    ],
    [
      `bad: scheduling from the idle thread!\n${stack('dump_stack_lvl', 'dequeue_task_idle', '__schedule', 'schedule', 'enter_part')}`,
      'atomic in enter_part: scheduling from the idle thread',
    ],
    [
      'smp: csd: Detected non-responsive CSD lock (#1) on CPU#0, waiting 5000000000 ns for CPU#01 f+0x0/0x10(0x0).',
      'soft-lockup: CSD lock does not respond',
    ],
    ['watchdog: CPU 1 detected hard LOCKUP on other CPUs 2', 'hard-lockup: hard lockup'],
    ['watchdog: CPU0: Watchdog detected hard LOCKUP on cpu 1', 'hard-lockup: hard lockup'],
    ['CPU1: failed to come online', 'warning: a processor does not come online'],
    [
      `sysfs: cannot create duplicate filename '/bus/platform/devices/one'\n${stack('dump_stack_lvl', 'sysfs_warn_dup', 'sysfs_create_dir_ns', 'kobject_add_internal', 'kobject_add', 'register_part')}`,
      "warning in register_part: sysfs: duplicate '/bus/platform/devices/one'",
    ],
    [
      `kobject_add_internal failed for one with -EEXIST, don't try to register things with the same name in the same directory.\n${stack('kobject_add_internal', 'register_part')}`,
      'warning in register_part: kobject: one is there already',
    ],
    ["debugfs: Directory 'one' with parent 'clk' already present!", "warning: debugfs: duplicate 'one'"],
    ["debugfs: 'one' already exists in 'clk'", "warning: debugfs: duplicate 'one'"],
    ["Error: Driver 'one' is already registered, aborting...", "warning: driver 'one' is registered twice"],
    ['VFS: Busy inodes after unmount of sda1 (ext4)', 'warning: VFS: Busy inodes after unmount'],
    [
      'unregister_netdevice: waiting for eth0 to become free. Usage count = 1',
      'warning: a network device does not become free',
    ],
    [
      'one 0000:00:01.0 eth0: NETDEV WATCHDOG: CPU: 0: transmit queue 0 timed out 5000 ms',
      'warning: NETDEV WATCHDOG: a transmit queue timed out',
    ],
    ['one 0000:00:01.0: Unbalanced pm_runtime_enable!', 'warning: Unbalanced pm_runtime_enable'],
    ['one one.0: Runtime PM usage count underflow!', 'warning: Runtime PM usage count underflow'],
    ['one one.0: Resources present before probing', 'warning: Resources present before probing'],
    ['[drm:wait_for_part [one]] *ERROR* fence timed out', 'warning in wait_for_part: drm: fence timed out'],
    ['one 0000:00:02.0: [drm] *ERROR* flip_done timed out', 'warning: drm: flip_done timed out'],
    ['PM: Some devices failed to suspend, or early wake event detected', 'warning: PM: Some devices failed to suspend'],
    ['PM: dpm_run_callback(): suspend_part+0x0/0x20 returns -5', 'warning in suspend_part: PM: a callback failed'],
    ['PM: Device one.0 failed to suspend: error -5', 'warning: PM: a device failed to suspend'],
    [
      'Freezing of tasks failed after 20.00 seconds (1 tasks refusing to freeze, wq_busy=0):',
      'warning: PM: freezing of tasks failed',
    ],
    [
      'Freezing user space processes failed after 20.00 seconds (1 tasks refusing to freeze, wq_busy=0):',
      'warning: PM: freezing of tasks failed',
    ],
    [
      'EXT4-fs error (device sda1): read_part:123: inode #2: comm ls: iget: checksum invalid',
      'warning in read_part: EXT4: error',
    ],
    [
      `XFS (sda1): Internal error a != b at line 12 of file fs/xfs/part.c.  Caller read_part+0x10/0x20\n${stack('dump_stack_lvl', 'xfs_error_report', 'read_part')}`,
      'warning in read_part: XFS: Internal error',
    ],
    ['I/O error, dev sda, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0', 'warning: I/O error'],
    ['    # one_test: EXPECTATION FAILED at lib/one_test.c:12', 'warning: KUnit: one_test failed'],
    ['alg: hash: sha1-one test failed (wrong result) on test vector 0', 'warning: crypto: a self-test failed'],
    [
      `BUG: something new that no list has\n${stack('dump_stack_lvl', 'new_part')}`,
      'bug in new_part: something new that no list has',
    ],
    [
      `BUG: something of old\nPid: 1, comm: sh Not tainted 3.2.0 #1\nCall Trace:\n [<ffffffff81000000>] ? dump_stack+0x10/0x20\n [<ffffffff81000010>] old_part+0x10/0x20`,
      'bug in old_part: something of old',
    ],
    [
      `WARNING: part 12 is late\nits details\n${stack('dump_stack_lvl', 'new_part')}`,
      'warning in new_part: part N is late',
    ],
    [
      `------------[ cut here ]------------\nDEBUG_LOCKS_WARN_ON(lock->magic != lock)\nWARNING: CPU: 0 PID: 1 at kernel/locking/mutex.c:579 __mutex_lock+0x10/0x20\n${stack('__mutex_lock', 'take_part')}`,
      'warning in take_part: DEBUG_LOCKS_WARN_ON(lock->magic != lock)',
    ],
    [
      `------------[ cut here ]------------\nWARNING: CPU: 0 PID: 1 at lib/dma-debug.c:1096 check_unmap+0x10/0x20()\none 0000:00:01.0: DMA-API: device driver frees DMA memory with wrong function [device address=0x0]\n${stack('check_unmap', 'debug_dma_unmap_page', 'drop_part')}`,
      'warning in drop_part: DMA-API: device driver frees DMA memory with wrong function',
    ],
    [
      `------------[ cut here ]------------\nDMA-API: one one.0: device driver frees DMA memory with wrong function [device address=0x0] [size=4096 bytes]\nWARNING: CPU: 0 PID: 1 at kernel/dma/debug.c:1027 check_unmap+0x10/0x20\n${stack('check_unmap', 'debug_dma_unmap_page', 'drop_part')}`,
      'warning in drop_part: DMA-API: device driver frees DMA memory with wrong function',
    ],
  ])('%s', (report, text) => {
    expect(texts(report)).toEqual([text])
  })

  test('several, one after the other, are several', () => {
    const report = `kmemleak: 3 new suspected memory leaks (see /sys/kernel/debug/kmemleak)
modprobe: page allocation failure: order:5, mode:0xcc0(GFP_KERNEL), nodemask=(null)
irq 9: nobody cared (try booting with the "irqpoll" option)
sysfs: cannot create duplicate filename '/bus/platform/devices/one'
VFS: Busy inodes after unmount of sda1 (ext4)`
    expect(texts(report)).toHaveLength(5)
  })
})

test.each([
  'BUG: none found in 3 records',
  'one 4.2: WARNING: CPU: frequency unknown, using 100 MHz',
  'kmemleak: Kernel memory leak detector initialized (mem pool available: 15681)',
  'workqueue: one_work hogged CPU for >10000us 4 times, consider switching to WQ_UNBOUND',
  'sched: RT throttling activated',
  "clocksource: timekeeping watchdog on CPU0: Marking clocksource 'tsc' as unstable because the skew is too large:",
  'Spectre V2 : WARNING: Unprivileged eBPF is enabled',
  'sh: page allocation failure: order:0, mode:0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), nodemask=(null)',
  'INFO: lockdep is turned off.',
])('"%s" is no warning', (line) => {
  expect(texts(`${line}\nusb 1-1: new device`)).toEqual([])
})

test('a warning in the words of no list interrupts no report', () => {
  const report = `WARNING: CPU: 0 PID: 1 at drivers/clk/clk.c:12 memcpy+0x10/0x20
${stack('memcpy')}
WARNING: kernel stack regs at 00000000 in work:9 has bad 'bp' value 00000000
 set_rate+0x10/0x20`
  expect(texts(report)).toEqual(['warning in set_rate: WARNING in drivers/clk/clk.c'])
})

describe('a WARN() and its words are one warning', () => {
  const words = 'kmem_cache_destroy parts: Slab cache still has objects when called from drop_parts+0x20/0x40'
  const warn = 'WARNING: CPU: 0 PID: 1 at mm/slab_common.c:536 kmem_cache_destroy+0x10/0x20'
  const shown = stack('kmem_cache_destroy', 'drop_parts')

  test('where they stand before it', () => {
    expect(texts(`${words}\n------------[ cut here ]------------\n${warn}\n${shown}`)).toEqual([
      'warning in drop_parts: slab: parts still has objects',
    ])
  })

  test('where they stand behind it, as in old kernels', () => {
    expect(texts(`------------[ cut here ]------------\n${warn}\n${words}\n${shown}`)).toEqual([
      'warning in drop_parts: WARNING in mm/slab_common.c',
    ])
  })
})

test('KASAN of 4.0, which the allocator reports again, is one report of KASAN', () => {
  const report = `BUG: KASan: out of bounds access in read_part+0x10/0x20 at addr ffff8800693bc5d3
Write of size 4 by task sh/82
=============================================================================
BUG kmalloc-64 (Not tainted): kasan: bad access detected
-----------------------------------------------------------------------------
INFO: Allocated in make_part+0x10/0x20 age=1 cpu=0 pid=82
INFO: Object 0xffff8800693bc5c0 @offset=1472 fp=0x          (null)
${stack('dump_stack', 'print_trailer', 'object_err', 'kasan_report_error', '__asan_store4', 'read_part')}`
  expect(texts(report)).toEqual(['kasan in read_part: KASAN: out of bounds access'])
})

test('the allocator names its object, which is no report of its own', () => {
  const report = `BUG kmalloc-64 (Not tainted): Redzone overwritten
INFO: 0xffff8800693bc5c0-0xffff8800693bc5c3. First byte 0x41 instead of 0xcc
INFO: Slab 0xffffea0001a4ef00 objects=16 used=1 fp=0x0 flags=0x100
INFO: Object 0xffff8800693bc5c0 @offset=1472 fp=0x          (null)
${stack('dump_stack', 'print_trailer', 'check_bytes_and_report', 'kfree', 'drop_part')}`
  expect(texts(report)).toEqual(['bug in drop_part: slab: Redzone overwritten'])
})

test('a hang behind what tells of no hang is a hang', () => {
  const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
  reader.push(`${START}[    1.0] kmemleak: 3 new suspected memory leaks (see x)\n`)
  expect(reader.conclude('hung')).toMatchObject({
    signature: { kind: 'hang' },
    warnings: [{ kind: 'warning', text: 'warning: kmemleak: suspected memory leaks' }],
  })
})
