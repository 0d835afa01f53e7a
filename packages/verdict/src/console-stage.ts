import type { Stage } from './terms.ts'

const ORDER: readonly Stage[] = ['none', 'emulator', 'firmware', 'kernel', 'userspace', 'test', 'end']

/** The further of two stages: a console never goes back. */
export const furthest = (a: Stage, b: Stage): Stage => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b)

/** Whether a stage is `than` or beyond it. */
export const reached = (stage: Stage, than: Stage): boolean => ORDER.indexOf(stage) >= ORDER.indexOf(than)

/** Lines that are said before any kernel runs. Whatever else is said on the console, the kernel says. */
const EMULATOR = /^(?:\S*qemu-system-\S+:|qemu: |KVM |kvm: |char device redirected to )/
const FIRMWARE =
  /^(?:SeaBIOS|iPXE|gPXE|Booting from |Press .{1,20} for boot menu|Machine UUID|No bootable device|EFI stub:|UEFI |BdsDxe|BdsDxeInit|Tiano|U-Boot|NOTICE: {2}|INFO: {4}BL|Loading ramdisk|GRUB |Welcome to GRUB)/

/** Bytes that are no text: a console at another speed, or an image that runs into its own data. */
const GARBAGE = /\uFFFD/

/** The stage that a line proves to be reached, the guest's own words apart. */
export function lineStage(line: string): Stage {
  if (EMULATOR.test(line) || !/\w{3}/.test(line)) return 'emulator'
  if (FIRMWARE.test(line)) return 'firmware'
  if (GARBAGE.test(line) && !FIRST_KERNEL_LINE.test(line)) return 'emulator'
  return INIT_STARTS.test(line) ? 'userspace' : 'kernel'
}

/** What the kernel says as it starts the first process. */
export const INIT_STARTS = /^Run \S+ as init process/
export const FIRST_KERNEL_LINE = /^Linux version \d/
export const POWERED_OFF = /^reboot: (?:Power down|System halted)|^System halted/
