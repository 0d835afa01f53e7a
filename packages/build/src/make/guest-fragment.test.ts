import { expect, test } from 'vitest'
import { guestFragment } from './guest-fragment.ts'

test('a guest with one CPU needs no options of its own', () => {
  expect(guestFragment('x86_64')).toBeUndefined()
  expect(guestFragment('arm', { cpus: 1 })).toBeUndefined()
})

test('a guest with more CPUs needs a kernel that uses them, and on arm one that has room for them', () => {
  expect(guestFragment('x86_64', { cpus: 8 })).toEqual({ name: 'guest', content: 'CONFIG_SMP=y\n' })
  expect(guestFragment('arm', { cpus: 4 })?.content).toBe('CONFIG_SMP=y\n')
  expect(guestFragment('arm', { cpus: 6 })?.content).toBe('CONFIG_SMP=y\nCONFIG_NR_CPUS=6\n')
})

test('disks, network and devices need their drivers and the PCI bus, each named once', () => {
  const symbolsOf = (...parts: Parameters<typeof guestFragment>) =>
    guestFragment(...parts)?.content.match(/(?<=^CONFIG_)\w+(?==y$)/gm) ?? []
  expect(symbolsOf('x86_64', { network: 'none', disks: [], devices: [] })).toEqual([])
  const disk = symbolsOf('x86_64', { disks: [{ megabytes: 64 }] })
  expect(disk).toEqual(['PCI', 'PCI_MSI', 'VIRTIO_MENU', 'VIRTIO_PCI', 'BLOCK', 'BLK_DEV', 'DEVTMPFS', 'VIRTIO_BLK'])
  expect(symbolsOf('arm64', { network: 'user' })).toEqual(
    expect.arrayContaining(['PCI_HOST_GENERIC', 'VIRTIO_NET', 'INET']),
  )
  const all = symbolsOf('arm', { disks: [{}], devices: ['virtio-rng', 'nvme', 'virtio-scsi', 'usb'] })
  expect(all).toEqual(expect.arrayContaining(['HW_RANDOM_VIRTIO', 'BLK_DEV_NVME', 'SCSI_VIRTIO', 'USB_STORAGE']))
  expect(new Set(all).size).toBe(all.length)
})
