/** Devices that a guest may have beside its disks and network. */
export const guestDevices = ['virtio-rng', 'nvme', 'virtio-scsi', 'usb'] as const

/** Networks that a guest may have. */
export const guestNetworks = ['none', 'user'] as const
