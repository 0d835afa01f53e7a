import type { Stage } from './terms.ts'

const ORDER: readonly Stage[] = ['none', 'emulator', 'firmware', 'kernel', 'userspace', 'test', 'end']

/** The further of two stages: a console never goes back. */
export const furthest = (a: Stage, b: Stage): Stage => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b)

/** Whether a stage is `than` or beyond it. */
export const reached = (stage: Stage, than: Stage): boolean => ORDER.indexOf(stage) >= ORDER.indexOf(than)

/** Lines that are said before any kernel runs. Whatever else is said on the console, the kernel says. */
const EMULATOR = /^(?:\S*qemu-system-\S+:|qemu: |char device redirected to )/
const FIRMWARE =
  /^(?:SeaBIOS|[ig]PXE|Booting from |Press .{1,20} for boot menu|Machine UUID|No bootable device|EFI stub:|UEFI |BdsDxe|U-Boot|NOTICE: {2}|INFO: {4}BL|Loading ramdisk|GRUB |Welcome to GRUB)/
/** What unpacks a packed kernel and is a part of its image. The kernel has not begun yet. */
const UNPACKER =
  /^(?:early console in (?:setup|extract_kernel)|Probing EDD|input_(?:data|len): |output(?:_len)?: |kernel_total_size: |needed_size: |trampoline_32bit: |KASLR (?:disabled|using)|Physical KASLR |Virtual KASLR |(?:De|Un)compressing Linux|Parsing ELF|No relocation needed|Performing relocations|Booting the kernel|done, booting the kernel|(?:XZ|LZMA|LZO|LZ4|ZSTD|GZIP|\S+)[- ]compressed data is corrupt|uncompression error|Kernel is not a valid ELF|invalid magic|crc error|.{0,60}-- System halted)/

/** Bytes that are no text: a console at another speed, or an image that runs into its own data. */
const GARBAGE = /\uFFFD/

/** The stage that a line proves to be reached, the guest's own words apart. */
export function lineStage(line: string): Stage {
  if (EMULATOR.test(line) || !/\w{3}/.test(line)) return 'emulator'
  if (FIRMWARE.test(line) || UNPACKER.test(line)) return 'firmware'
  if (GARBAGE.test(line) && !FIRST_KERNEL_LINE.test(line)) return 'emulator'
  return INIT_STARTS.test(line) ? 'userspace' : 'kernel'
}

/** What the kernel says as it starts the first process. */
export const INIT_STARTS = /^Run \S+ as init process/
export const FIRST_KERNEL_LINE = /^Linux version \d/
export const POWERED_OFF = /^reboot: (?:Power down|System halted)|^System halted/
