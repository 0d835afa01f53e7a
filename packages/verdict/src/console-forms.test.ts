import { describe, expect, test } from 'vitest'
import { ConsoleReader } from './console-reader.ts'
import type { BootEnding, RunResult } from './terms.ts'

const NONCE = 'n0nce-1234'

/** Reads a log behind a kernel's first line. */
function read(log: string, ending: BootEnding = 'hung', first = 'Linux version 6.6.0\n'): RunResult {
  const reader = new ConsoleReader({ nonce: NONCE, test: { kind: 'boot' } })
  reader.push(`${first}${log}\n`)
  return reader.conclude(ending)
}

describe('an oops is read in the form in which people send it', () => {
  const lines = (
    front: string,
    where: string,
  ) => `${front}BUG: kernel NULL pointer dereference, address: 0000000000000000
${front}#PF: supervisor read access in kernel mode
${front}Oops: Oops: 0000 [#1] SMP NOPTI
${front}RIP: 0010:${where}+0x10/0x20
${front}Call Trace:
${front} apply_settings+0x10/0x20
${front}---[ end trace 0000000000000000 ]---`

  test.each([
    ['dmesg with a caller', '[   52.355286] [    T848] '],
    ['the journal', 'Mar 01 10:00:00 host kernel: '],
    ['dmesg -T', '[Fri Mar  1 10:00:00 2024] '],
    ['logread', 'Fri Mar  1 10:00:00 2024 kern.alert kernel: [   52.355286] '],
    ['a quoted mail', '> > [   52.355286] '],
    ['netconsole', '4,416,52355286,-,caller=T848;'],
    ['ramoops', '<4>[   52.355286] '],
  ])('%s', (_, front) => {
    expect(read(lines(front, 'flush_counters'))).toMatchObject({
      signature: { kind: 'oops', function: 'flush_counters', trace: ['flush_counters', 'apply_settings'] },
    })
  })

  test('decode_stacktrace.sh, which gives lines for offsets', () => {
    const decoded = `[   52.355286] BUG: kernel NULL pointer dereference, address: 0000000000000000
[   52.355310] Oops: 0000 [#1] SMP NOPTI
[   52.355320] RIP: 0010:pick_task (kernel/sched/pick.c:7000 (discriminator 3))
[   52.355330] Call Trace:
[   52.355331] <TASK>
[   52.355335] ? exc_page_fault (arch/x86/mm/fault.c:1456)
[   52.355340] choose_next (kernel/sched/core.c:4000 kernel/sched/core.c:6100) first_module
[   52.355341] run_queue (kernel/sched/core.c:4100)`
    const signal = read(decoded)
    expect(signal).toMatchObject({
      signature: { kind: 'oops', function: 'pick_task', trace: ['pick_task', 'choose_next', 'run_queue'] },
    })
    expect(signal).not.toHaveProperty('frame')
  })

  test('decode_stacktrace.sh, in the first line of a report', () => {
    const warning = `WARNING: CPU: 0 PID: 1 at drivers/clk/rate.c:12 set_rate (drivers/clk/rate.c:12 (discriminator 1))
Call trace:
set_rate (drivers/clk/rate.c:12) (P)
probe_clock (drivers/clk/probe.c:40)`
    expect(read(warning)).toMatchObject({ signature: { kind: 'warning', function: 'set_rate' } })
    expect(read('BUG: KASAN: slab-use-after-free in read_name (fs/names.c:12)')).toMatchObject({
      signature: { kind: 'kasan', function: 'read_name' },
    })
    expect(
      read('Unable to handle kernel paging request at virtual address 10\npc : walk (fs/names.c:12)'),
    ).toMatchObject({
      signature: { kind: 'oops', function: 'walk' },
    })
  })
})

test('a report with source lines names the function that has a symbol, not the one inlined into it', () => {
  const report = `WARNING: CPU: 0 PID: 51 at include/linux/part.h:120 get_limits include/linux/part.h:120 [inline]
WARNING: CPU: 0 PID: 51 at include/linux/part.h:120 queue_part+0x1b5/0x270 block/part.c:310
CPU: 0 PID: 51 Comm: executor Not tainted 6.6.0 #0
RIP: 0010:get_limits include/linux/part.h:120 [inline]
RIP: 0010:queue_part+0x1b5/0x270 block/part.c:310
Call Trace:
 submit_part+0x10/0x20 block/part.c:500`
  const signal = read(report)
  expect(signal).toMatchObject({
    signature: { kind: 'warning', function: 'queue_part', place: 'include/linux/part.h:120' },
  })
  expect(signal).not.toHaveProperty('warnings')
})

describe('the words of other architectures for where the processor was', () => {
  test.each([
    ['riscv', 'epc : set_rate+0x10/0x20\n ra : probe_clock+0x10/0x20'],
    [
      'riscv before 5.12',
      'epc: ffffffff80001234 ra : ffffffff80001300 sp : ffffffe00003bd60\n[<ffffffff80001234>] set_rate+0x10/0x20',
    ],
    ['mips', 'epc   : 80101234 set_rate+0x10/0x20\nra    : 80101300 probe_clock+0x10/0x20'],
    ['powerpc', 'NIP [c000000000012340] set_rate+0x10/0x20\nLR [c000000000012440] probe_clock+0x10/0x20'],
    ['s390', 'Krnl PSW : 0704c00180000000 0000000000112340 (set_rate+0x10/0x20)'],
    ['loongarch', '   ra: 9000000000201300 probe_clock+0x10/0x20\n  ERA: 9000000000201234 set_rate+0x10/0x20'],
  ])('%s', (_, registers) => {
    const report = `Unable to handle kernel paging request at virtual address 0000000000000010\nOops [#1]\n${registers}`
    expect(read(report)).toMatchObject({ signature: { kind: 'oops', function: 'set_rate' } })
  })

  test('the caller of a function that only copies is in the link register', () => {
    const report =
      'Unable to handle kernel paging request at virtual address 10\nepc : __memset+0x10/0x20\n ra : clear_table+0x10/0x20'
    expect(read(report)).toMatchObject({ signature: { function: 'clear_table' } })
  })
})

describe('firmware that speaks is no kernel', () => {
  test.each([
    [
      'U-Boot',
      'U-Boot SPL 2021.07 (Sep 16 2021)\nDRAM:  1 GiB\nLoading Environment from MMC... OK\n## Booting kernel from Legacy Image at 82000000 ...\n   Loading Kernel Image',
    ],
    ['GRUB', 'error: no such partition.\nEntering rescue mode...\ngrub rescue> '],
    ['EDK2', 'UEFI firmware (version 2023.02)\nBdsDxe: loading Boot0001 "UEFI Misc Device"\nTianocore says hello'],
    ['OpenSBI', 'OpenSBI v1.2\nPlatform Name             : riscv-virtio,qemu\nBoot HART ID              : 0'],
    ['TF-A', 'NOTICE:  BL1: v2.8(release)\nNOTICE:  BL1: Booting BL2\nERROR:   BL2: Failed to load image id 3 (-2)'],
    ['SeaBIOS', 'SeaBIOS (version 1.16.2)\nMachine UUID 00000000\nBooting from ROM...\nLoading kernel now'],
    ['iPXE', 'iPXE 1.21.1 -- Open Source Network Boot Firmware\nnet0: 52:54:00:12:34:56\nNo more network devices'],
    ['coreboot', '[INFO ]  coreboot-4.19 bootblock starting\n[DEBUG]  FMAP: area COREBOOT found'],
    ['barebox', 'barebox 2023.02.0\nBoard: a board\nbooting kernel from /mnt/zImage'],
    ['a firmware of no name', 'A1: training memory\nall lanes up\nstarting image'],
    ['what unpacks the kernel', 'Uncompressing Linux... done, booting the kernel.'],
    ['a hypervisor', '(XEN) Xen version 4.17\n(XEN) Scrubbing Free RAM'],
  ])('%s', (_, said) => {
    expect(read(said, 'hung', '')).toMatchObject({
      signature: { kind: 'silence', place: 'firmware' },
      stage: 'firmware',
    })
    expect(read(`${said}\n[    0.000000] Booting Linux on physical CPU 0x0`, 'hung', '')).toMatchObject({
      signature: { kind: 'hang' },
      stage: 'kernel',
    })
    expect(read(`${said}\nLinux version 6.6.0\nMemory: 64M`, 'hung', '')).toMatchObject({ stage: 'kernel' })
    expect(read(`${said}\nKernel panic - not syncing: no memory`, 'exited', '')).toMatchObject({
      signature: { kind: 'panic' },
      stage: 'kernel',
    })
  })
})

describe('the place of a report is relative to the source', () => {
  test.each([
    ['/usr/src/kernel/lib/ddebug.c', 'lib/ddebug.c'],
    ['/usr/src/linux-6.1.0/kernel/sched/core.c', 'kernel/sched/core.c'],
    ['/home/user/net/linux/net/core/dev.c', 'net/core/dev.c'],
    ['/home/user/drivers/linux/mm/cma.c', 'mm/cma.c'],
    ['/build/tmp/work/machine/linux-yocto/6.1/git/fs/namei.c', 'fs/namei.c'],
    ['/build/tmp/work-shared/board/kernel-source/kernel/fork.c', 'kernel/fork.c'],
    ['/home/br/output/build/linux-6.1.5/arch/arm/mm/init.c', 'arch/arm/mm/init.c'],
    ['/home/abuild/rpmbuild/BUILD/kernel-default-6.4.0/linux-6.4/linux-obj/../lib/list_debug.c', 'lib/list_debug.c'],
    ['/build/linux-abc/linux-6.5.0/drivers/net/ethernet/one.c', 'drivers/net/ethernet/one.c'],
    ['/mnt/src/kernel/common/drivers/clk/clk.c', 'drivers/clk/clk.c'],
    ['/data/kernel/msm/kernel/kernel/panic.c', 'kernel/panic.c'],
    ['/data/kernel/drivers/staging/one/main.c', 'drivers/staging/one/main.c'],
    ['../include/linux/list.h', 'include/linux/list.h'],
    ['./include/linux/list.h', 'include/linux/list.h'],
    ['../../../include/linux/list.h', 'include/linux/list.h'],
    ['/srv/kernel/./include/linux/list.h', 'include/linux/list.h'],
    ['/srv/arch/linux/arch/x86/include/asm/page.h', 'arch/x86/include/asm/page.h'],
    ['drivers/gpu/drm/one/../one/include/part.h', 'drivers/gpu/drm/one/include/part.h'],
    ['/srv/one/linux/include/linux/list.h', 'include/linux/list.h'],
    ['/srv/kernel/newer/part.c', 'kernel/newer/part.c'],
    ['/srv/one/rust/kernel/error.rs', 'rust/kernel/error.rs'],
    ['arch/arm64/kernel/traps.c', 'arch/arm64/kernel/traps.c'],
    ['/srv/one/arch/x86/kernel/cpu/common.c', 'arch/x86/kernel/cpu/common.c'],
    ['/srv/one/drivers/net/ethernet/net/lib/kernel/one.c', 'drivers/net/ethernet/net/lib/kernel/one.c'],
    ['drivers/net/../../net/core/dev.c', 'net/core/dev.c'],
    ['mm/cma.c', 'mm/cma.c'],
    ['/root/one.c', '/root/one.c'],
    ['/var/lib/dkms/one/1.0/build/one/main.c', '/var/lib/dkms/one/1.0/build/one/main.c'],
  ])('%s', (printed, place) => {
    expect(read(`kernel BUG at ${printed}:100!`)).toMatchObject({ signature: { kind: 'bug', place: `${place}:100` } })
  })
})
