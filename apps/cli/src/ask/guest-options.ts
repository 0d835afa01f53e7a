import type { Guest } from '@kbisect/contracts'
import { guestDevices, guestNetworks } from '@kbisect/contracts/words'
import { type Command, InvalidArgumentError, Option } from 'commander'

/** The options that describe the virtual machine, as commander hands them over. */
export interface GuestOptions {
  readonly memory?: number
  readonly cpus?: number
  readonly network?: NonNullable<Guest['network']>
  readonly disk?: readonly number[]
  readonly device?: NonNullable<Guest['devices']>
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d{1,6}$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

const diskSize = wholeNumber(1, 16_384)

const collectDisk = (text: string, before: readonly number[] = []): readonly number[] => [...before, diskSize(text)]

function collectDevice(text: string, before: NonNullable<Guest['devices']> = []): NonNullable<Guest['devices']> {
  const device = guestDevices.find((known) => known === text)
  if (device === undefined) throw new InvalidArgumentError(`It must be one of ${guestDevices.join(', ')}.`)
  return before.includes(device) ? before : [...before, device]
}

/** Adds the options that describe the virtual machine on which kernels boot. */
export function addGuestOptions(command: Command): Command {
  return command
    .addOption(new Option('--memory <MiB>', 'memory of the guest; default 256').argParser(wholeNumber(64, 16_384)))
    .addOption(new Option('--cpus <n>', 'CPUs of the guest; default 1').argParser(wholeNumber(1, 8)))
    .addOption(new Option('--network <network>', 'network of the guest; user leads nowhere').choices(guestNetworks))
    .addOption(new Option('--disk <MiB>', 'a blank disk for the guest; can be repeated').argParser(collectDisk))
    .addOption(new Option('--device <name>', `${guestDevices.join(', ')}; can be repeated`).argParser(collectDevice))
}

/** Returns the field of a target that the options ask for; nothing where there are none. */
export function guestField({ memory, cpus, network, disk, device }: GuestOptions): { guest?: Guest } {
  const guest: Guest = {
    ...(memory === undefined ? {} : { memoryMegabytes: memory }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(network === undefined ? {} : { network }),
    ...(disk === undefined ? {} : { disks: disk.map((megabytes) => ({ megabytes })) }),
    ...(device === undefined ? {} : { devices: device }),
  }
  return Object.keys(guest).length === 0 ? {} : { guest }
}
