import type { Architecture } from '../toolchain/architectures.ts'
import type { Fragment } from './config-text.ts'

type GuestDevice = 'virtio-rng' | 'nvme' | 'virtio-scsi' | 'usb'

/** What a kernel must have drivers for, of the machine that it boots on. */
export interface GuestHardware {
  /** Default 1. */
  readonly cpus?: number
  /** Default `none`. */
  readonly network?: 'none' | 'user'
  /** Default: none. */
  readonly disks?: readonly object[]
  /** Default: none. */
  readonly devices?: readonly GuestDevice[]
}

// What arm has room for unless told otherwise. Others have room for more than a guest can have.
const ARM_CPUS = 4

function smp(architecture: Architecture, cpus: number): string[] {
  if (cpus === 1) return []
  return ['SMP=y', ...(architecture === 'arm' && cpus > ARM_CPUS ? [`NR_CPUS=${cpus}`] : [])]
}

// All hardware is at the PCI bus. Interrupts come as messages, which need neither ACPI nor a table
// of the firmware.
const PCI: Readonly<Record<Architecture, readonly string[]>> = {
  arm: ['PCI', 'PCI_MSI', 'PCI_HOST_GENERIC'],
  arm64: ['PCI', 'PCI_MSI', 'PCI_HOST_GENERIC'],
  x86_64: ['PCI', 'PCI_MSI'],
}
const VIRTIO = ['VIRTIO_MENU', 'VIRTIO_PCI']
const DISK = ['BLOCK', 'BLK_DEV', 'DEVTMPFS']
const SCSI_DISK = ['SCSI', 'BLK_DEV_SD']
const NETWORK = ['NET', 'INET', 'UNIX', 'PACKET', 'NETDEVICES', 'NET_CORE', 'VIRTIO_NET']

const DEVICES: Readonly<Record<GuestDevice, readonly string[]>> = {
  'virtio-rng': [...VIRTIO, 'HW_RANDOM', 'HW_RANDOM_VIRTIO'],
  nvme: [...DISK, 'BLK_DEV_NVME'],
  'virtio-scsi': [...VIRTIO, ...DISK, ...SCSI_DISK, 'SCSI_LOWLEVEL', 'SCSI_VIRTIO'],
  usb: [...DISK, ...SCSI_DISK, 'USB_SUPPORT', 'USB', 'USB_XHCI_HCD', 'USB_STORAGE'],
}

/**
 * Returns the built-in fragment with the options that a kernel needs to use a guest's hardware;
 * undefined where the guest has nothing but what every guest has.
 */
export function guestFragment(
  architecture: Architecture,
  { cpus = 1, network = 'none', disks = [], devices = [] }: GuestHardware = {},
): Fragment | undefined {
  const hardware = [
    ...(network === 'user' ? [...VIRTIO, ...NETWORK] : []),
    ...(disks.length > 0 ? [...VIRTIO, ...DISK, 'VIRTIO_BLK'] : []),
    ...devices.flatMap((name) => DEVICES[name]),
  ]
  const symbols = new Set([...(hardware.length > 0 ? PCI[architecture] : []), ...hardware])
  const settings = [...smp(architecture, cpus), ...[...symbols].map((symbol) => `${symbol}=y`)]
  if (settings.length === 0) return undefined
  return { name: 'guest', content: settings.map((setting) => `CONFIG_${setting}\n`).join('') }
}
