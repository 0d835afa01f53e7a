import type { Guest } from '@kbisect/contracts'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** The options that describe the virtual machine, as commander hands them over. */
export interface GuestOptions {
  readonly memory?: number
  readonly cpus?: number
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d{1,6}$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

/** Adds the options that describe the virtual machine on which kernels boot. */
export function addGuestOptions(command: Command): Command {
  return command
    .addOption(new Option('--memory <MiB>', 'memory of the guest; default 256').argParser(wholeNumber(64, 16_384)))
    .addOption(new Option('--cpus <n>', 'CPUs of the guest; default 1').argParser(wholeNumber(1, 8)))
}

/** Returns the field of a target that the options ask for; nothing where there are none. */
export function guestField({ memory, cpus }: GuestOptions): { guest?: Guest } {
  const guest: Guest = {
    ...(memory === undefined ? {} : { memoryMegabytes: memory }),
    ...(cpus === undefined ? {} : { cpus }),
  }
  return Object.keys(guest).length === 0 ? {} : { guest }
}
