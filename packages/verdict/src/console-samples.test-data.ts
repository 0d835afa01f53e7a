// What consoles look like when kernels break, cut to what matters. Written for these tests in the
// words of the kernels' sources; the traces of `panic` on arm64 and of its missing frames were seen
// in real boots.

const early = (lines: string): string =>
  lines
    .trim()
    .split('\n')
    .map((line) => `[    0.000000] ${line}\r\n`)
    .join('')

export const ARM64 = {
  cma: early(`
Booting Linux on physical CPU 0x0000000000 [0x411fd070]
Linux version 6.1.192 (kbisect@kbisect) (aarch64-linux-gnu-gcc (Debian 12.2.0-14) 12.2.0) #1
Machine model: linux,dummy-virt
earlycon: pl11 at MMIO 0x0000000009000000 (options '')
Unable to handle kernel paging request at virtual address ffff00000fdff000
Mem abort info:
  ESR = 0x0000000096000046
  EC = 0x25: DABT (current EL), IL = 32 bits
[ffff00000fdff000] pgd=0000000000000000, p4d=0000000000000000
Internal error: Oops: 0000000096000046 [#1] SMP
CPU: 0 PID: 0 Comm: swapper Not tainted 6.1.192 #1
Hardware name: linux,dummy-virt (DT)
pstate: 600000c5 (nZCv daIF -PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : __pi_memset_generic+0x16c/0x188
lr : memblock_alloc_try_nid+0x9c/0xb4
sp : ffff800008c3fdf0
x29: ffff800008c3fdf0 x28: 0000000040210018 x27: 0000000000000000
Call trace:
 __pi_memset_generic+0x16c/0x188
 cma_init_reserved_mem+0x58/0x100
 cma_declare_contiguous_nid+0x2a8/0x344
 dma_contiguous_reserve_area+0x3c/0x6c
 dma_contiguous_reserve+0x48/0x5c
 arm64_memblock_init+0x24c/0x2e0
 setup_arch+0x118/0x1c0
 start_kernel+0x58/0x324
 __primary_switched+0xb4/0xbc
Code: 91010108 54ffff4a 8b040108 cb050042 (d50b7428)
---[ end trace 0000000000000000 ]---
Kernel panic - not syncing: Attempted to kill the idle task!
---[ end Kernel panic - not syncing: Attempted to kill the idle task! ]---
`),
  panic: early(`
Linux version 6.1.0-56-cloud-arm64
Kernel panic - not syncing: sysrq triggered crash
CPU: 0 PID: 82 Comm: sh Not tainted 6.1.0-56-cloud-arm64 #1  Debian 6.1.192-2
Call trace:
 dump_backtrace+0xe4/0x140
 show_stack+0x20/0x30
 dump_stack_lvl+0x64/0x80
 dump_stack+0x18/0x34
 panic+0x184/0x364
 sysrq_reset_seq_param_set+0x0/0xa0
 __handle_sysrq+0x90/0x19c
 write_sysrq_trigger+0x7c/0xc0
`),
  bug: early(`
Linux version 6.1.192
------------[ cut here ]------------
kernel BUG at mm/cma.c:123!
Internal error: Oops - BUG: 00000000f2000800 [#1] SMP
pc : cma_activate_area.isra.0+0x1e8/0x1f0
lr : cma_activate_area.isra.0+0x64/0x1f0
Call trace:
 cma_activate_area.isra.0+0x1e8/0x1f0
 cma_init_reserved_areas+0x30/0x48
`),
  undefined: early(`
Linux version 6.1.192
Internal error: Oops - Undefined instruction: 0000000002000000 [#1] SMP
pc : probe_sensor+0x8/0x10
`),
  noInit: early(`
Linux version 6.1.192
Kernel panic - not syncing: No working init found.  Try passing init= option to kernel. See Linux Documentation/admin-guide/init.rst for guidance.
Call trace:
 panic+0x184/0x364
 kernel_init+0x118/0x12c
`),
  initFailed: early(`
Linux version 6.1.192
Kernel panic - not syncing: Requested init /init failed (error -8).
`),
  initDied: early(`
Linux version 6.1.192
Run /init as init process
Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100
Call trace:
 panic+0x184/0x364
 do_exit+0x8b4/0x950
 do_group_exit+0x34/0x90
`),
  stall: early(`
rcu: INFO: rcu_sched self-detected stall on CPU
rcu: 	0-....: (5249 ticks this GP) idle=c6ac/1/0x4000000000000000 softirq=5/5 fqs=2626
pc : wait_for_clock+0x8/0x10
Call trace:
 wait_for_clock+0x8/0x10
 clocks_init+0x2c/0x48
`),
}

export const ARM = {
  oops: early(`
Linux version 6.1.192
8<--- cut here ---
Unable to handle kernel NULL pointer dereference at virtual address 00000010 when read
[00000010] *pgd=00000000
Internal error: Oops: 5 [#1] ARM
PC is at pl011_probe+0x1c/0x98
LR is at amba_probe+0x50/0x200
pc : [<c0a1b2c3>]    lr : [<c0a1b2ff>]    psr: 60000053
 pl011_probe from amba_probe+0x50/0x200
 amba_probe from really_probe+0xe0/0x2c0
`),
  old: early(`
Linux version 5.4.100
8<--- cut here ---
Unable to handle kernel paging request at virtual address cfdff000
Internal error: Oops: 805 [#1] ARM
PC is at mmioset+0x4c/0xa8
LR is at memblock_alloc_try_nid+0x9c/0xb4
[<c010f4e4>] (mmioset) from [<c0b0b0e8>] (memblock_alloc_try_nid+0x9c/0xb4)
[<c0b0b0e8>] (memblock_alloc_try_nid) from [<c0b1d6a0>] (of_clk_init+0x24/0x60)
[<c0b1d6a0>] (of_clk_init) from [<c0b00c20>] (start_kernel+0x2e0/0x430)
Kernel panic - not syncing: Fatal exception
`),
  unhandled: early(`
Linux version 5.4.100
Unhandled fault: alignment exception (0x001) at 0xc0000001
Internal error: : 1 [#1] SMP ARM
PC is at parse_table+0x10/0x20
`),
}

export const X86 = {
  oops: early(`
Linux version 6.1.192
BUG: kernel NULL pointer dereference, address: 0000000000000010
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
Oops: 0000 [#1] PREEMPT SMP NOPTI
CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.1.192 #1
RIP: 0010:acpi_scan_init.cold+0x1c/0x98
Call Trace:
 <TASK>
 ? __die_body.cold+0x1a/0x1f
 acpi_init+0x102/0x27b
 </TASK>
Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009
`),
  memset: early(`
Linux version 6.1.192
BUG: unable to handle page fault for address: ffff88800fdff000
Oops: 0002 [#1] PREEMPT
RIP: 0010:__memset+0x24/0x30
Call Trace:
 ? memset_orig+0x1/0x20
 memblock_alloc_try_nid+0x9c/0xb4
 setup_areas.constprop.0+0x24/0x60
 start_kernel+0x2e0/0x430
`),
  protection: early(`
Linux version 6.1.192
general protection fault, probably for non-canonical address 0xdead000000000100: 0000 [#1] PREEMPT SMP
RIP: 0010:tty_open+0x24/0x30
`),
  old: early(`
Linux version 4.4.100
BUG: unable to handle kernel NULL pointer dereference at           (null)
IP: [<ffffffff81000000>] pci_scan_slot+0x1c/0x98
Oops: 0000 [#1] SMP
RIP: 0010:[<ffffffff81000000>]  [<ffffffff81000000>] pci_scan_slot+0x1c/0x98
`),
  bug: early(`
Linux version 6.1.192
------------[ cut here ]------------
kernel BUG at mm/page_alloc.c:7071!
invalid opcode: 0000 [#1] PREEMPT
RIP: 0010:free_area_init+0x24/0x30
`),
  early: early(`
Linux version 6.1.192
PANIC: early exception 0x0e IP 10:ffffffff81b0b0e8 error 0 cr2 0xffff88800fdff000
`),
  noRoot: early(`
Linux version 6.1.192
VFS: Cannot open root device "(null)" or unknown-block(0,0): error -6
Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)
Call Trace:
 panic+0x102/0x27b
 mount_block_root+0x1a0/0x230
`),
}
