import type { ConsoleLine } from './console-lines.ts'
import type { Stage } from './terms.ts'

const ORDER: readonly Stage[] = ['none', 'emulator', 'firmware', 'kernel', 'userspace', 'test', 'end']

/** The further of two stages: a console never goes back. */
export const furthest = (a: Stage, b: Stage): Stage => (ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b)

/** Whether a stage is `than` or beyond it. */
export const reached = (stage: Stage, than: Stage): boolean => ORDER.indexOf(stage) >= ORDER.indexOf(than)

/** What the emulator itself says. */
const EMULATOR = /^(?:\S{0,200}?qemu-system-[^\s:]{1,40}:|qemu: |char device redirected to )/

/** Bytes that are no text: a console at another speed, or an image that runs into its own data. */
const GARBAGE = /\uFFFD/

/**
 * The stage that a line proves to be reached, while no kernel has spoken. A kernel is known by the
 * times that it stamps, or by its first line. All other words are the firmware's, whichever it is:
 * of what loads a kernel, unpacks it, or runs below it.
 */
export function lineStage({ text, seconds }: ConsoleLine): Stage {
  if (INIT_STARTS.test(text)) return 'userspace'
  if (seconds !== undefined || FIRST_KERNEL_LINE.test(text)) return 'kernel'
  return EMULATOR.test(text) || GARBAGE.test(text) || !/\w{3}/.test(text) ? 'emulator' : 'firmware'
}

/** What the kernel says as it starts the first process. */
export const INIT_STARTS = /^Run \S+ as init process/
export const LINUX_VERSION = /^Linux version \d/
const FIRST_KERNEL_LINE = /^(?:Linux version \d|Booting Linux on physical CPU|Booting Linux on hart)/
export const POWERED_OFF = /^reboot: (?:Power down|System halted)|^System halted/
