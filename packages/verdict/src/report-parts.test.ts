import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'

/**
 * What the reader says of a report in a boot that then hangs: kind and function, and those of what
 * else it noted.
 */
function read(report: string): string[] {
  const reader = new ConsoleReader({ nonce: 'n0nce-1234', test: { kind: 'boot' } })
  const lines = ['Linux version 6.1.0', ...report.split('\n')]
  reader.push(lines.map((line) => `[    1.234567] ${line}\r\n`).join(''))
  const result = reader.conclude('hung')
  const all = result.kind === 'failed' ? [result.signature, ...(result.warnings ?? [])] : []
  return all.map(({ kind, function: name }) => `${kind}:${name ?? '-'}`)
}

const trace = (...names: string[]) => ['Call Trace:', ...names.map((name) => ` ${name}+0x10/0x20`)].join('\n')
const cpu = (number: number) => `CPU: ${number} PID: 82 Comm: sh Not tainted 6.1.0 #1`

const warning = (
  place: string,
  symbol: string,
  ...callers: string[]
) => `WARNING: CPU: 0 PID: 1 at ${place} ${symbol}+0x10/0x20
${cpu(0)}
RIP: 0010:${symbol}+0x10/0x20
${trace(...callers)}
---[ end trace 0000000000000000 ]---`

const bug = (place: string, symbol: string, ...callers: string[]) => `kernel BUG at ${place}!
invalid opcode: 0000 [#1] PREEMPT SMP
${cpu(0)}
RIP: 0010:${symbol}+0x10/0x20
${trace(...callers)}`

describe('the first trace of a report is its own', () => {
  test('a later one of another processor is not', () => {
    const stall = `watchdog: BUG: soft lockup - CPU#0 stuck for 22s! [sh:82]
${cpu(0)}
RIP: 0010:smp_call_function_many_cond+0x10/0x20
${trace('on_each_cpu_cond_mask', 'flush_all')}
Sending NMI from CPU 0 to CPUs 1:
NMI backtrace for cpu 1
RIP: 0010:innocent+0x10/0x20
${trace('innocent_caller')}`
    expect(read(stall)).toEqual(['soft-lockup:flush_all'])
  })

  test('but of several processors that RCU waits for the first that tells anything counts', () => {
    const stall = `rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
NMI backtrace for cpu 1
RIP: 0010:default_idle+0x10/0x20
${trace('do_idle', 'cpu_startup_entry')}
NMI backtrace for cpu 2
RIP: 0010:hold_rcu+0x10/0x20
${trace('probe')}
rcu: RCU grace-period kthread stack dump:
${trace('rcu_gp_fqs_loop', 'rcu_gp_kthread')}`
    expect(read(stall)).toEqual(['rcu-stall:hold_rcu'])
    expect(read(stall.replaceAll('hold_rcu', 'default_idle').replaceAll(' probe', ' do_idle'))).not.toContain(
      'rcu-stall:rcu_gp_fqs_loop',
    )
  })

  test('the locks that all tasks hold are none of a task that waits', () => {
    const hung = `INFO: task sh:82 blocked for more than 120 seconds.
Showing all locks held in the system:
1 lock held by khungtaskd/30:
 #0: ffff888003a4d000 (rcu_read_lock){....}-{1:3}, at: show_all+0x10/0x20`
    expect(read(hung)).toEqual(['hung-task:-'])
  })

  test('of several tasks that wait the first is meant, whether a panic follows or not', () => {
    const task = (name: string) => `INFO: task sh:82 blocked for more than 120 seconds.\n${trace('schedule', name)}`
    const tasks = `${task('wait_for_disk')}\n${task('wait_for_the_other')}`
    expect(read(tasks)[0]).toBe('hung-task:wait_for_disk')
    expect(read(`${tasks}\nKernel panic - not syncing: hung_task: blocked tasks`)[0]).toBe('hung-task:wait_for_disk')
  })

  test('what an interrupt came upon is none of its trace, in the form of any kernel', () => {
    const atomic = 'BUG: scheduling while atomic: sh/82/0x00000100'
    const now = `${atomic}
Call Trace:
 <IRQ>
 schedule+0x10/0x20
 sleep_in_tick+0x10/0x20
 </IRQ>
 innocent+0x10/0x20`
    const before = `${atomic}
Call Trace:
 <IRQ>  [<ffffffff81000000>] schedule+0x10/0x20
 [<ffffffff81000000>] __do_softirq+0x10/0x20
 <EOI>  [<ffffffff81000000>] innocent+0x10/0x20`
    expect(read(now)).toEqual(['atomic:sleep_in_tick'])
    expect(read(before)).toEqual(['atomic:schedule'])
  })

  test('a watchdog that x86 ran as an interrupt that cannot be masked found what stood last before its end', () => {
    const lockup = `Watchdog detected hard LOCKUP on cpu 0
Call Trace:
 <NMI>  [<ffffffff81000000>] dump_stack+0x10/0x20
 [<ffffffff81000000>] end_repeat_nmi+0x10/0x20
 [<ffffffff81000000>] ? mask_it+0x10/0x20
 <<EOE>>  [<ffffffff81000000>] mask_caller+0x10/0x20`
    expect(read(lockup)).toEqual(['hard-lockup:mask_it'])
  })
})

describe('a check names its caller', () => {
  test.each([
    ['a file that only checks', warning('fs/sysfs/group.c:278', 'check_the_group', 'remove_it')],
    ['a file that only checks', bug('mm/slub.c:305', 'check_the_object', 'kfree', 'remove_it')],
    ['a file in a directory of such files', bug('rust/helpers/bug.c:7', 'check_rust', 'remove_it')],
    ['an assertion', bug('fs/btrfs/messages.c:259', 'btrfs_assertfail', 'remove_it')],
    ['a copy of a function of a header', bug('include/linux/demo.h:65', 'check_it.constprop.0', 'remove_it')],
    ['a function that panics for others', bug('fs/demo/prints.c:390', '__demo_panic', 'remove_it')],
  ])('in %s', (_, report) => {
    expect(read(report)[0]).toMatch(/:remove_it$/)
  })

  test.each([
    ['a function in which that of a header is', bug('include/linux/demo.h:65', 'remove_it', 'caller')],
    ['what sets a sanitizer up', bug('arch/x86/mm/physaddr.c:23', '__phys_addr', 'kfence_init', 'start_kernel')],
    ['a sanitizer that reports itself', warning('mm/kasan/quarantine.c:10', 'kasan_remove_it', 'caller')],
    ['a check that only the start of the kernel called', bug('mm/slub.c:305', 'set_up_slabs', 'start_kernel')],
  ])('but not %s', (_, report) => {
    expect(read(report)[0]).toMatch(/:(?:remove_it|kasan_remove_it|kfence_init|set_up_slabs)$/)
  })
})

describe('a line of its own names the function of', () => {
  test.each([
    [
      'an initcall',
      `initcall set_it_up+0x0/0x40 returned with disabled interrupts\n${warning('init/main.c:960', 'do_one_initcall', 'kernel_init')}`,
      'warning:set_it_up',
    ],
    [
      'work that left a lock',
      `BUG: workqueue leaked lock or atomic: kworker/0:1/0x00000001/12\n     last function: work_on_it [demo]\n${trace('dump_stack', 'process_one_work')}`,
      'atomic:work_on_it',
    ],
    [
      'work that left a lock since 6.10',
      `BUG: workqueue leaked atomic, lock or RCU: kworker/0:1[12]\n     preempt=0x00000000 lock=0->0 RCU=0->1 workfn=work_on_it [demo]\n${trace('dump_stack', 'process_one_work')}`,
      'atomic:work_on_it',
    ],
    [
      'work that does not go on',
      'BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 34s!\n    in-flight: 23:work_on_it',
      'soft-lockup:work_on_it',
    ],
    [
      'a lock that is kept',
      `WARNING: sh/82 still has locks held!\n #0:  (&it->lock){+.+.}, at: [<ffffffff81a3c5f0>] take_it+0x20/0x50\nstack backtrace:\n${trace('debug_check_no_locks_held', 'leave_it')}`,
      'lockdep:take_it',
    ],
    [
      'a lock that is given back twice',
      `WARNING: bad unlock balance detected!\nsh/82 is trying to release lock (it) at:\n[<ffffffff81a3c5f0>] release_it+0x20/0x50\nbut there are no more locks to release!\n${trace('dump_stack', 'lock_release', 'caller')}`,
      'lockdep:release_it',
    ],
    [
      'a stack that was written over, whatever its name is',
      `Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: strscpy+0x10/0x20\n${trace('panic', '__stack_chk_fail', 'caller')}`,
      'panic:strscpy',
    ],
  ])('%s', (_, report, expected) => {
    expect(read(report)[0]).toBe(expected)
  })

  test('the calls that the slab allocator remembers name none', () => {
    const slab = `BUG kmalloc-64 (Not tainted): Redzone overwritten
INFO: Allocated in innocent+0x10/0x20 age=12 cpu=0 pid=142
 innocent+0x10/0x20
INFO: Slab 0x00000000a1b2c3d4 objects=32 used=20`
    expect(read(slab)).toEqual(['bug:-'])
    expect(read(`${slab}\n${cpu(0)}\n${trace('print_trailer', 'kfree', 'free_it')}`)).toEqual(['bug:free_it'])
  })
})
