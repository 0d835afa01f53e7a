import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import type { RunResult } from './terms.ts'

// Written for these tests in the words of kernel sources from 4.4 to 6.17.
const START = '[    0.000000] Linux version 6.1.0\n[    0.000000] Memory: 64M\n[    0.000000] Zone ranges:\n'

/** Reads the lines of a report, each stamped, in a boot that then hangs. */
function read(report: string, ending: 'hung' | 'exited' = 'hung'): RunResult {
  const reader = new ConsoleReader({ nonce: 'n0nce-1234', test: { kind: 'boot' } })
  const lines = report.split('\n').map((line) => `[    1.234567] ${line}\r\n`)
  reader.push(START + lines.join(''))
  return reader.conclude(ending)
}

const text = (result: RunResult) => (result.kind === 'failed' ? result.signature.text : result.kind)
const place = (result: RunResult) => (result.kind === 'failed' ? result.signature.place : undefined)

const trace = (...names: string[]) => ['Call Trace:', ...names.map((name) => ` ${name}+0x10/0x20`)].join('\n')

describe('the fault of a processor', () => {
  test.each([
    [
      'arm64, execution of what is no code',
      `Unable to handle kernel execute from non-executable memory at virtual address ffff800008c3f000
pc : 0xffff800008c3f000
lr : call_hook+0x10/0x20
Call trace:
 0xffff800008c3f000
 probe_device+0x10/0x20`,
      'oops in call_hook: Unable to handle kernel execute from non-executable memory',
    ],
    [
      'arm64, user memory',
      `Unable to handle kernel access to user memory outside uaccess routines at virtual address 0000000000000010
pc : read_setting+0x10/0x20`,
      'oops in read_setting: Unable to handle kernel access to user memory outside uaccess routines',
    ],
    [
      'arm64, an array index that UBSAN traps',
      'Internal error: UBSAN: array index out of bounds: 00000000f2005512 [#1] SMP\npc : pick_entry+0x10/0x20',
      'ubsan in pick_entry: UBSAN: array index out of bounds',
    ],
    [
      'arm64, a stack that is full',
      'Insufficient stack space to handle exception!\nESR: 0x96000047\npc : descend+0x10/0x20\nKernel panic - not syncing: kernel stack overflow',
      'panic in descend: kernel stack overflow',
    ],
    [
      'arm64, before 4.13, with addresses',
      `Unable to handle kernel NULL pointer dereference at virtual address 00000010
Internal error: Oops: 96000005 [#1] PREEMPT SMP
PC is at probe_clock+0x10/0x20
LR is at probe_clock+0x8/0x20
pc : [<ffffff8008c3f000>] lr : [<ffffff8008c3f010>] pstate: 60000145
Call trace:
[<ffffff8008c3f000>] probe_clock+0x10/0x20
[<ffffff8008c3f100>] start_clocks+0x10/0x20`,
      'oops in probe_clock: Unable to handle kernel NULL pointer dereference',
    ],
    [
      'arm, undefined instruction',
      'Internal error: Oops - undefined instruction: 0 [#1] SMP ARM\nPC is at run_table+0x10/0x20\nLR is at 0xc0c0c0c0',
      'oops in run_table: Internal error: Oops - undefined instruction',
    ],
    [
      'x86, code in memory that must not be run',
      `kernel tried to execute NX-protected page - exploit attempt? (uid: 0)
BUG: unable to handle page fault for address: ffffc90000013000
#PF: supervisor instruction fetch in kernel mode
Oops: 0011 [#1] PREEMPT SMP
RIP: 0010:0xffffc90000013000
Code: Unable to access opcode bytes at RIP 0xffffc90000012fd6.
${trace('? __die', 'call_hook', 'do_one_initcall')}`,
      'oops in call_hook: unable to handle kernel page fault',
    ],
    [
      'x86, division',
      'divide error: 0000 [#1] PREEMPT SMP NOPTI\nRIP: 0010:scale_rate+0x10/0x20',
      'oops in scale_rate: divide error',
    ],
    [
      'x86 since 6.11',
      'Oops: divide error: 0000 [#1] SMP NOPTI\nRIP: 0010:scale_rate+0x10/0x20',
      'oops in scale_rate: divide error',
    ],
    [
      'x86, a stack that is full',
      `BUG: TASK stack guard page was hit at ffffc90000013ff8 (stack is ffffc90000014000..ffffc90000018000)
stack guard page: 0000 [#1] PREEMPT SMP
RIP: 0010:descend+0x10/0x20`,
      'oops in descend: stack guard page was hit',
    ],
    [
      'x86, a circle of functions that fills the stack, in whichever of them or of theirs it ends',
      `BUG: TASK stack guard page was hit at ffffc90000013ff8 (stack is ffffc90000014000..ffffc90000018000)
RIP: 0010:small_step+0x10/0x20
${trace('walk_up', ...Array.from({ length: 10 }, () => ['walk_down', 'walk_up']).flat(), 'start_walk')}`,
      'oops in walk_down: stack guard page was hit',
    ],
    [
      'x86, a timer whose function is none, where only the interrupt is left to name',
      `general protection fault: 0000 [#1] SMP
RIP: 0010:__x86_indirect_thunk_rax+0x10/0x20
${trace('call_timer_fn', '__run_timers', 'run_timer_softirq', '__do_softirq')}`,
      'oops in call_timer_fn: general protection fault',
    ],
    [
      'x86, a fault in an interrupt',
      `BUG: unable to handle kernel paging request at ffffffffdeadbeef
IP: handle_tick+0x10/0x20
Oops: 0000 [#1] SMP
RIP: 0010:handle_tick+0x10/0x20
Call Trace:
 <IRQ>
 call_timer_fn+0x10/0x20
 </IRQ>
Kernel panic - not syncing: Fatal exception in interrupt`,
      'panic in handle_tick: unable to handle kernel paging request',
    ],
    [
      'x86, registers that no line announced',
      `CPU: 0 PID: 0 Comm: swapper Not tainted 6.1.0 #1
RIP: 0010:set_up_tables+0x10/0x20
RSP: 0000:ffffffff81803e08 EFLAGS: 00000046
${trace('? start_kernel')}`,
      'oops in set_up_tables: exception without a name',
    ],
  ])('%s', (_, report, expected) => {
    expect(text(read(report))).toBe(expected)
  })

  test('registers in the middle of a boot that goes on name no failure', () => {
    const on = Array.from({ length: 20 }, (_, at) => `device ${at} found`).join('\n')
    expect(text(read(`CPU: 0 PID: 1 Comm: sh\nRIP: 0010:f+0x10/0x20\n${on}`))).toBe('hang: while the kernel started')
  })
})

describe('a kernel that notices by itself', () => {
  test.each([
    [
      'a corrupt list is the business of whoever changed it',
      `list_del corruption. prev->next should be ffff888003a4d000, but was dead000000000122
------------[ cut here ]------------
kernel BUG at lib/list_debug.c:59!
invalid opcode: 0000 [#1] PREEMPT SMP
RIP: 0010:__list_del_entry_valid.cold+0x10/0x20
${trace('remove_client', 'close_port')}`,
      'bug in remove_client: list_del corruption',
    ],
    [
      'a buffer that is too small',
      `detected buffer overflow in strcpy
------------[ cut here ]------------
kernel BUG at lib/string_helpers.c:1027!
RIP: 0010:fortify_panic+0x10/0x20
${trace('set_name')}`,
      'bug in set_name: buffer overflow in strcpy',
    ],
    [
      'a copy to user space that takes too much',
      `usercopy: Kernel memory exposure attempt detected from SLUB object 'kmalloc-32' (offset 0, size 64)!
------------[ cut here ]------------
kernel BUG at mm/usercopy.c:101!
pc : usercopy_abort+0x10/0x20
lr : usercopy_abort+0x10/0x20
${trace('usercopy_abort', '__check_heap_object', '__check_object_size', 'show_table')}`,
      'bug in show_table: usercopy: kernel memory exposure',
    ],
    [
      'a kernel without file names',
      'kernel BUG at remove_client+0x10/0x20 [verbose debug info unavailable]\ninvalid opcode: 0000 [#1]',
      'bug in remove_client: kernel BUG',
    ],
    [
      'a stack that was written over',
      `Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: parse_line+0x10/0x20
CPU: 0 PID: 1 Comm: swapper/0
${trace('dump_stack_lvl', 'panic', '__stack_chk_fail', 'parse_line', 'init_lines')}`,
      'panic in parse_line: stack-protector: kernel stack is corrupted',
    ],
    ['no memory at all', 'Kernel panic - not syncing: System is deadlocked on memory', 'oom: out of memory'],
    [
      'a system call, as one compiler wraps it and the other does not',
      `kernel BUG at kernel/sys.c:12!\npc : __do_sys_reboot+0x10/0x20`,
      'bug in sys_reboot: kernel BUG in kernel/sys.c',
    ],
  ])('%s', (_, report, expected) => {
    expect(text(read(report))).toBe(expected)
  })

  test('paths of builds outside of the tree are those of the tree', () => {
    expect(place(read('kernel BUG at ../mm/cma.c:12!'))).toBe('mm/cma.c:12')
    expect(place(read('kernel BUG at /home/build/linux/mm/cma.c:12!'))).toBe('mm/cma.c:12')
  })
})

describe('a warning', () => {
  test.each([
    [
      'a warning',
      `------------[ cut here ]------------
WARNING: CPU: 0 PID: 1 at drivers/clk/clk.c:12 set_rate+0x10/0x20 [clk_core]
${trace('set_rate', 'probe')}
---[ end trace 0000000000000000 ]---`,
      'warning in set_rate: WARNING in drivers/clk/clk.c',
      'drivers/clk/clk.c:12',
    ],
    [
      'a warning before 4.4',
      'WARNING: CPU: 0 PID: 1 at drivers/clk/clk.c:12 set_rate+0x10/0x20()',
      'warning in set_rate: WARNING in drivers/clk/clk.c',
      'drivers/clk/clk.c:12',
    ],
    [
      'a warning since 6.17',
      'WARNING: drivers/clk/clk.c:12 at set_rate+0x10/0x20, CPU#0: swapper/0/1',
      'warning in set_rate: WARNING in drivers/clk/clk.c',
      'drivers/clk/clk.c:12',
    ],
    [
      'a warning of an allocator, which somebody asked for too much',
      `WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:5525 __alloc_pages+0x10/0x20
${trace('__alloc_pages', 'kmalloc_order', '__kmalloc', 'make_table')}`,
      'warning in make_table: WARNING in mm/page_alloc.c',
      'mm/page_alloc.c:5525',
    ],
    [
      'a counter that ran over',
      `refcount_t: underflow; use-after-free.
WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0x10/0x20
${trace('refcount_warn_saturate', 'put_client')}`,
      'warning in put_client: refcount_t: underflow; use-after-free',
      'lib/refcount.c:28',
    ],
    [
      'locks in two orders',
      `======================================================
WARNING: possible circular locking dependency detected
6.1.0 #1 Not tainted
------------------------------------------------------
sh/82 is trying to acquire lock:
ffff888003a4d000 (lock_b){+.+.}-{3:3}, at: take_b+0x10/0x20
the existing dependency chain (in reverse order) is:
-> #1 (lock_a){+.+.}-{3:3}:
       __mutex_lock+0x10/0x20
       other_order+0x10/0x20
stack backtrace:
CPU: 0 PID: 82 Comm: sh Not tainted 6.1.0 #1
${trace('dump_stack_lvl', 'check_noncircular', '__lock_acquire', 'lock_acquire', '__mutex_lock', 'take_b')}`,
      'lockdep in take_b: possible circular locking dependency',
      'possible circular locking dependency',
    ],
    [
      'locks before 4.11',
      `[ INFO: possible recursive locking detected ]\n${trace('dump_stack', '__lock_acquire', 'lock_acquire', '_raw_spin_lock', 'take_twice')}`,
      'lockdep in take_twice: possible recursive locking',
      'possible recursive locking',
    ],
    [
      'RCU without a lock',
      `WARNING: suspicious RCU usage
-----------------------------
kernel/clients.c:33 suspicious rcu_dereference_check() usage!
${trace('dump_stack_lvl', 'lockdep_rcu_suspicious', 'find_client')}`,
      'lockdep in find_client: suspicious RCU usage',
      'suspicious RCU usage',
    ],
    [
      'KASAN, in the function that it names',
      `BUG: KASAN: slab-out-of-bounds in read_record+0x10/0x20
Read of size 4 at addr ffff888003a4d000 by task swapper/0/1
${trace('dump_stack_lvl', 'print_report', 'kasan_report', 'read_record')}
Allocated by task 1:
 kasan_save_stack+0x10/0x20
 make_record+0x10/0x20`,
      'kasan in read_record: KASAN: slab-out-of-bounds',
      'KASAN: slab-out-of-bounds',
    ],
    [
      'KASAN, in the caller of a string function',
      `BUG: KASAN: slab-use-after-free in memcpy+0x10/0x20
${trace('dump_stack_lvl', 'print_report', 'kasan_report', 'kasan_check_range', 'memcpy', 'copy_record')}`,
      'kasan in copy_record: KASAN: slab-use-after-free',
      'KASAN: slab-use-after-free',
    ],
    [
      'KASAN of 4.x',
      'BUG: KASAN: out of bounds access in read_record+0x10/0x20 at addr ffff8800693bc5d3',
      'kasan in read_record: KASAN: out of bounds access',
      'KASAN: out of bounds access',
    ],
    [
      'UBSAN',
      `UBSAN: array-index-out-of-bounds in ../lib/table.c:12:3
index 4 is out of range for type 'char [4]'
${trace('dump_stack_lvl', 'ubsan_epilogue', '__ubsan_handle_out_of_bounds', 'pick_entry')}`,
      'ubsan in pick_entry: UBSAN: array-index-out-of-bounds',
      'lib/table.c:12',
    ],
    [
      'KFENCE, whose trace has no heading',
      `BUG: KFENCE: use-after-free read in strlen+0x10/0x20

Use-after-free read at 0x00000000deadbeef (in kfence-#12):
 strlen+0x10/0x20
 name_length+0x10/0x20

kfence-#12: 0x0000000012345678-0x0000000012345697, size=32, cache=kmalloc-32
allocated by task 1 on cpu 0 at 0.123456s:
 make_name+0x10/0x20`,
      'kfence in name_length: KFENCE: use-after-free read',
      'KFENCE: use-after-free read',
    ],
    [
      'KCSAN',
      `BUG: KCSAN: data-race in count_up / read_count

write to 0xffffffff81000000 of 8 bytes by task 12 on cpu 0:
 count_up+0x10/0x20
 kthread+0x10/0x20

read to 0xffffffff81000000 of 8 bytes by task 13 on cpu 1:
 read_count+0x10/0x20`,
      'kcsan in count_up: KCSAN: data-race',
      'KCSAN: data-race',
    ],
    [
      'sleep where none may',
      `BUG: sleeping function called from invalid context at kernel/locking/mutex.c:580
in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 1, name: swapper/0
Preemption disabled at:
[<ffffffff81000000>] innocent+0x10/0x20
${trace('dump_stack_lvl', '__might_resched', '__mutex_lock', 'sleep_under_lock')}`,
      'atomic in sleep_under_lock: sleeping function called from invalid context',
      'kernel/locking/mutex.c:580',
    ],
    [
      'a schedule where none may',
      `BUG: scheduling while atomic: swapper/1/0x00000002
${trace('dump_stack_lvl', '__schedule_bug', '__schedule', 'schedule', 'schedule_timeout', 'msleep', 'wait_in_atomic')}`,
      'atomic in wait_in_atomic: scheduling while atomic',
      'scheduling while atomic',
    ],
    [
      'a spinlock that is none',
      `BUG: spinlock bad magic on CPU#0, swapper/0/1
${trace('dump_stack_lvl', 'spin_dump', 'do_raw_spin_lock', '_raw_spin_lock', 'take_lock')}`,
      'bug in take_lock: spinlock bad magic',
      'spinlock bad magic',
    ],
    [
      'a page in a state that cannot be',
      `BUG: Bad page state in process sh  pfn:01234
${trace('dump_stack_lvl', 'bad_page', 'free_unref_page', 'drop_buffer')}`,
      'bug in drop_buffer: Bad page state',
      'Bad page state',
    ],
    [
      'a processor that does not yield',
      `watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [swapper/0:1]
CPU: 0 PID: 1 Comm: swapper/0
RIP: 0010:delay_tsc+0x10/0x20
${trace('wait_for_bit', 'probe')}`,
      'soft-lockup in wait_for_bit: soft lockup',
      'soft lockup',
    ],
    [
      'a processor that hears no interrupt, before 4.12',
      'NMI watchdog: Watchdog detected hard LOCKUP on cpu 0\nRIP: 0010:spin_for_ever+0x10/0x20',
      'hard-lockup in spin_for_ever: hard lockup',
      'hard lockup',
    ],
    [
      'RCU that waits, told from a timer',
      `rcu: INFO: rcu_sched self-detected stall on CPU
rcu:     0-....: (2099 ticks this GP) idle=2a4/1/0x4000000000000002
NMI backtrace for cpu 0
Call Trace:
 <IRQ>
 dump_stack_lvl+0x10/0x20
 nmi_cpu_backtrace+0x10/0x20
 rcu_dump_cpu_stacks+0x10/0x20
 my_tick_hook+0x10/0x20
 </IRQ>
 <TASK>
 asm_sysvec_apic_timer_interrupt+0x10/0x20
RIP: 0010:hold_rcu+0x10/0x20
 probe+0x10/0x20`,
      'rcu-stall in hold_rcu: RCU stall',
      'RCU stall',
    ],
    [
      'a task that waits',
      `INFO: task kworker/0:1:12 blocked for more than 120 seconds.
      Not tainted 6.1.0 #1
"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
task:kworker/0:1 state:D stack:0 pid:12 ppid:2 flags:0x00004000
${trace('__schedule', 'schedule', 'schedule_timeout', 'wait_for_completion', 'wait_for_firmware', 'process_one_work')}`,
      'hung-task in wait_for_firmware: task blocked',
      'task blocked',
    ],
    [
      'memory that is used up',
      'Out of memory: Killed process 82 (tail) total-vm:1234kB, anon-rss:1000kB',
      'oom: out of memory',
      'out of memory',
    ],
  ])('%s names a hang that follows at once', (_, report, expected, where) => {
    const result = read(report)
    expect(text(result)).toBe(expected)
    expect(place(result)).toBe(where)
    expect(result).not.toHaveProperty('warnings')
  })

  const warning = `WARNING: CPU: 0 PID: 1 at drivers/clk/clk.c:12 set_rate+0x10/0x20
${trace('set_rate')}
---[ end trace 0000000000000000 ]---`
  const on = Array.from({ length: 20 }, (_, at) => `device ${at} found`).join('\n')

  test('does not name a hang that comes much later, unless it is one of waiting', () => {
    expect(read(`${warning}\n${on}`)).toMatchObject({
      signature: { kind: 'hang' },
      warnings: [{ kind: 'warning', function: 'set_rate' }],
    })
    const stall = `INFO: task swapper/0:1 blocked for more than 120 seconds.\n${trace('schedule', 'wait_for_disk')}`
    expect(read(`${warning}\n${stall}\n${on}`)).toMatchObject({
      signature: { kind: 'hung-task', function: 'wait_for_disk' },
      warnings: [{ kind: 'warning' }],
    })
  })

  test('is the failure when the kernel panics because of it', () => {
    const panic = `${warning}\nKernel panic - not syncing: kernel: panic_on_warn set ...\n${trace('panic', 'check_panic_on_warn')}`
    const result = read(panic, 'exited')
    expect(text(result)).toBe('warning in set_rate: WARNING in drivers/clk/clk.c')
    expect(result).not.toHaveProperty('warnings')
  })

  test('shows its trace behind the panic on older kernels, but that of a task that waits is none of the panic', () => {
    const late = `WARNING: CPU: 0 PID: 1 at lib/refcount.c:28 refcount_warn_saturate+0x10/0x20
Kernel panic - not syncing: panic_on_warn set ...
${trace('dump_stack', 'panic', '__warn', 'refcount_warn_saturate', 'put_client')}`
    expect(text(read(late, 'exited'))).toBe('warning in put_client: WARNING in lib/refcount.c')
    const waits = `INFO: task sh:82 blocked for more than 120 seconds.
${trace('__schedule', 'schedule')}
Kernel panic - not syncing: hung_task: blocked tasks
${trace('dump_stack', 'panic', 'watchdog', 'my_watchdog_hook', 'kthread')}`
    expect(text(read(waits, 'exited'))).toBe('hung-task in __schedule: task blocked')
  })

  test('of a processor that turns in circles names the function that every look at it saw', () => {
    const look = (...names: string[]) => `watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:82]\n${trace(...names)}`
    const looks = [look('read_bit', 'wait_for_bit', 'probe'), look('check_time', 'wait_for_bit', 'probe')]
    expect(read(`${looks.join('\n')}\n${on}`)).toMatchObject({
      signature: { kind: 'soft-lockup', function: 'wait_for_bit', trace: ['wait_for_bit', 'probe'] },
    })
    expect(read([look('f', 'g'), look('h', 'i')].join('\n'))).toMatchObject({ signature: { function: 'f' } })
  })

  test('that is repeated is told once, and at most eight are', () => {
    const others = Array.from({ length: 12 }, (_, at) => warning.replaceAll('set_rate', `set_rate_${at}`))
    const result = read([warning, warning, ...others, on].join('\n'))
    expect(result.kind === 'failed' && result.warnings?.map((one) => one.function)).toEqual([
      'set_rate',
      ...Array.from({ length: 7 }, (_, at) => `set_rate_${at}`),
    ])
  })
})

test.each([
  'Oops, no such device',
  'BUG: none',
  'mydriver: WARNING: at all costs',
  'INFO: task list is empty',
  'random: crng panic: not syncing',
  'Kernel command line: panic=-1 oops=panic',
  'watchdog: Delayed init of the lockup detector',
  'Unable to handle kernel',
  'kasan: KernelAddressSanitizer initialized',
  'rcu: Hierarchical RCU implementation.',
])('"%s" is no failure', (line) => {
  expect(text(read(`${line}\n${trace('f')}`))).toBe('hang: while the kernel started')
})
