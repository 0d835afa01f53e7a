/** Devices that a guest may have beside disks and network. */
export type GuestDevice = 'virtio-rng' | 'nvme' | 'virtio-scsi' | 'usb'

/** The virtual machine that a kernel boots on; what is left out has a default. */
export interface Guest {
  /** Default {@link DEFAULT_GUEST_MEGABYTES}. */
  readonly memoryMegabytes?: number
  /** CPUs of the guest. Default 1: what one CPU does comes out the same each time. */
  readonly cpus?: number
  /** `user`: a network of its own that leads nowhere. Default `none`. */
  readonly network?: 'none' | 'user'
  /** Blank disks, at virtio. What is written is gone with the boot. Default: none. */
  readonly disks?: readonly { readonly megabytes: number }[]
  /** Default: none. */
  readonly devices?: readonly GuestDevice[]
}

export const DEFAULT_GUEST_MEGABYTES = 256

/** Size of the disk that comes with a device that holds one. */
const DEVICE_DISK_MEGABYTES = 64

/** Returns the guest with its defaults filled in. */
export function completeGuest({
  memoryMegabytes = DEFAULT_GUEST_MEGABYTES,
  cpus = 1,
  network = 'none',
  disks = [],
  devices = [],
}: Guest = {}): Required<Guest> {
  return { memoryMegabytes, cpus, network, disks, devices }
}

// Reads as zeroes; what the guest writes goes to a file that QEMU makes and deletes in /var/tmp. So
// the same command works wherever it is pasted.
const blankDrive = (id: string, megabytes: number): string[] => [
  '-drive',
  `if=none,id=${id},driver=null-co,size=${megabytes}M,read-zeroes=on,snapshot=on`,
]

interface DeviceRow {
  readonly args: readonly string[]
  /** Of the disks that `args` has. */
  readonly diskMegabytes: number
}

const DEVICES: Readonly<Record<GuestDevice, DeviceRow>> = {
  'virtio-rng': { args: ['-device', 'virtio-rng-pci'], diskMegabytes: 0 },
  nvme: {
    args: [...blankDrive('nvme0', DEVICE_DISK_MEGABYTES), '-device', 'nvme,drive=nvme0,serial=nvme0'],
    diskMegabytes: DEVICE_DISK_MEGABYTES,
  },
  'virtio-scsi': {
    args: [
      ...['-device', 'virtio-scsi-pci,id=scsi'],
      ...blankDrive('scsi0', DEVICE_DISK_MEGABYTES),
      ...['-device', 'scsi-hd,drive=scsi0,bus=scsi.0'],
    ],
    diskMegabytes: DEVICE_DISK_MEGABYTES,
  },
  usb: {
    args: [
      ...['-device', 'qemu-xhci,id=usb'],
      ...blankDrive('usb0', DEVICE_DISK_MEGABYTES),
      ...['-device', 'usb-storage,drive=usb0,bus=usb.0'],
    ],
    diskMegabytes: DEVICE_DISK_MEGABYTES,
  },
}

/** Returns QEMU's arguments for all that a guest has beside memory and CPUs. */
export function guestArguments(guest: Guest | undefined): string[] {
  const { network, disks, devices } = completeGuest(guest)
  return [
    // The empty ROM: the guest does not boot from the network, and the file need not be installed.
    ...(network === 'user'
      ? ['-netdev', 'user,id=net0,restrict=on', '-device', 'virtio-net-pci,netdev=net0,romfile=']
      : ['-nic', 'none']),
    ...disks.flatMap(({ megabytes }, at) => [
      ...blankDrive(`disk${at}`, megabytes),
      ...['-device', `virtio-blk-pci,drive=disk${at}`],
    ]),
    ...devices.flatMap((name) => DEVICES[name].args),
  ]
}

/** Returns the size of all disks of a guest together, in MiB. */
export function diskMegabytes(guest: Guest | undefined): number {
  const { disks, devices } = completeGuest(guest)
  const sizes = [...disks.map(({ megabytes }) => megabytes), ...devices.map((name) => DEVICES[name].diskMegabytes)]
  return sizes.reduce((sum, size) => sum + size, 0)
}
