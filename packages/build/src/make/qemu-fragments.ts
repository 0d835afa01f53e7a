import type { Architecture } from '../toolchain/architectures.ts'

// On top of tinyconfig, which has no console, no initramfs and no system calls to speak of: what a
// kernel needs to talk on a serial line, run a script from a gzipped initramfs, and tell where it
// died (KALLSYMS, BUG).
const COMMON = [
  'TTY',
  'PRINTK',
  'PRINTK_TIME',
  'BLK_DEV_INITRD',
  'RD_GZIP',
  'BINFMT_ELF',
  'BINFMT_SCRIPT',
  'PROC_FS',
  'SYSFS',
  'MULTIUSER',
  'KALLSYMS',
  'FUTEX',
  'POSIX_TIMERS',
  'BUG',
]

const PARTICULAR: Readonly<Record<Architecture, readonly string[]>> = {
  // QEMU's `virt`. PSCI is how it powers off.
  arm: [
    ...['MMU', 'ARCH_MULTIPLATFORM', 'ARCH_MULTI_V7', 'ARCH_VIRT', 'AEABI', 'VFP', 'ARM_PSCI'],
    ...['SERIAL_AMBA_PL011', 'SERIAL_AMBA_PL011_CONSOLE', 'KERNEL_GZIP'],
  ],
  // `virt` too; PSCI and the timer are always built in.
  arm64: ['SERIAL_AMBA_PL011', 'SERIAL_AMBA_PL011_CONSOLE'],
  // tinyconfig is 32-bit unless told. Without ACPI it cannot power off: it resets, and QEMU ends at
  // a reset.
  x86_64: ['64BIT', 'SERIAL_8250', 'SERIAL_8250_CONSOLE', 'KERNEL_GZIP'],
}

/** The built-in fragment that makes any base configuration boot in QEMU. */
export function qemuFragment(architecture: Architecture): { name: string; content: string } {
  const symbols = [...COMMON, ...PARTICULAR[architecture]]
  return { name: 'qemu', content: symbols.map((symbol) => `CONFIG_${symbol}=y\n`).join('') }
}
