import type { Stage } from './terms.ts'

const ORDER: readonly Stage[] = ['none', 'emulator', 'firmware', 'kernel', 'userspace', 'test', 'end']

/** The further of two stages: a console never goes back. */
export const furthest = (a: Stage, b: Stage): Stage => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b)

/** Lines that firmware prints before any kernel does. Whatever else is said on the console, the kernel says. */
const FIRMWARE = /^(?:SeaBIOS|iPXE|Booting from |EFI stub:|UEFI |BdsDxe|U-Boot|qemu-system-)/

/** The stage that a line proves to be reached, the guest's own words apart. */
export function lineStage(line: string): Stage {
  if (FIRMWARE.test(line) || !/\w{3}/.test(line)) return 'emulator'
  return /^Run \S+ as init process/.test(line) ? 'userspace' : 'kernel'
}

export const FIRST_KERNEL_LINE = /^Linux version \d/
export const POWERED_OFF = /^reboot: (?:Power down|System halted)/
