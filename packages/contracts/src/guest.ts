import Type from 'typebox'
import { guestDevices, guestNetworks } from './guest-devices.ts'
import { Words } from './identifiers.ts'

export { guestDevices, guestNetworks } from './guest-devices.ts'

/** Of the guest of a target that says nothing of it. */
export const DEFAULT_MEMORY_MEGABYTES = 256

/** The virtual machine on which the kernels of a target boot. */
export const Guest = Type.Object(
  {
    memoryMegabytes: Type.Optional(
      Type.Integer({
        minimum: 64,
        maximum: 16_384,
        description: `Memory in MiB. Default ${DEFAULT_MEMORY_MEGABYTES}. QEMU's 32-bit arm machine takes at most 3072.`,
      }),
    ),
    cpus: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 8,
        description: 'CPUs. Default 1. With more, CONFIG_SMP=y is merged into the configuration.',
      }),
    ),
    network: Type.Optional(
      Words(
        guestNetworks,
        'user: a virtio network card in a network that leads nowhere, with a DHCP server at 10.0.2.2. Default none.',
      ),
    ),
    disks: Type.Optional(
      Type.Array(
        Type.Object(
          { megabytes: Type.Integer({ minimum: 1, maximum: 16_384, description: 'Size in MiB.' }) },
          { additionalProperties: false },
        ),
        {
          maxItems: 4,
          description:
            'Blank virtio disks: /dev/vda, /dev/vdb … What a boot writes is gone after it. The host keeps it in memory.',
        },
      ),
    ),
    devices: Type.Optional(
      Type.Array(Words(guestDevices), {
        maxItems: guestDevices.length,
        uniqueItems: true,
        description:
          'Further devices: a random number generator, an NVMe disk, a SCSI disk at virtio-scsi, a USB disk at an xHCI controller. Disks are blank and have 64 MiB. Drivers of all devices are merged into the configuration.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'The virtual machine that the kernels boot on. What is left out is as it is by default.',
  },
)
export type Guest = Type.Static<typeof Guest>

/**
 * Returns a guest without what is so by default, so that equal machines have equal descriptions;
 * undefined where nothing is left.
 */
export function distinctGuest({ memoryMegabytes, cpus, network, disks = [], devices = [] }: Guest): Guest | undefined {
  const guest: Guest = {
    ...(memoryMegabytes === undefined || memoryMegabytes === DEFAULT_MEMORY_MEGABYTES ? {} : { memoryMegabytes }),
    ...(cpus === undefined || cpus === 1 ? {} : { cpus }),
    ...(network === undefined || network === 'none' ? {} : { network }),
    ...(disks.length === 0 ? {} : { disks: disks.map(({ megabytes }) => ({ megabytes })) }),
    ...(devices.length === 0 ? {} : { devices: guestDevices.filter((name) => devices.includes(name)) }),
  }
  return Object.keys(guest).length === 0 ? undefined : guest
}

/** Returns what a guest has, each in a few words: `1024 MiB of memory`, `2 CPUs`. */
export function guestParts({ memoryMegabytes, cpus, network, disks, devices }: Guest = {}): string[] {
  return [
    ...(memoryMegabytes === undefined ? [] : [`${memoryMegabytes} MiB of memory`]),
    ...(cpus === undefined ? [] : [`${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`]),
    ...(network === undefined ? [] : [network === 'none' ? 'no network' : `network ${network}`]),
    ...(disks?.length === 0 ? ['no disk'] : (disks ?? []).map(({ megabytes }) => `a disk of ${megabytes} MiB`)),
    ...(devices?.length === 0 ? ['no further device'] : (devices ?? [])),
  ]
}

/** Returns the parts that a guest gives to the name of a target that has none: `1024M`, `2cpus`. */
export function guestNames({ memoryMegabytes, cpus, network, disks, devices }: Guest = {}): string[] {
  return [
    ...(memoryMegabytes === undefined ? [] : [`${memoryMegabytes}M`]),
    ...(cpus === undefined ? [] : [`${cpus}${cpus === 1 ? 'cpu' : 'cpus'}`]),
    ...(network === undefined ? [] : [`net-${network}`]),
    ...(disks?.length === 0 ? ['no-disk'] : (disks ?? []).map(({ megabytes }) => `disk${megabytes}M`)),
    ...(devices?.length === 0 ? ['no-device'] : (devices ?? [])),
  ]
}
