import { expect, test } from 'vitest'
import { distinctGuest, guestNames, guestParts } from './guest.ts'

test('a guest with only defaults is none', () => {
  expect(distinctGuest({})).toBeUndefined()
  expect(distinctGuest({ memoryMegabytes: 256, cpus: 1 })).toBeUndefined()
  expect(distinctGuest({ memoryMegabytes: 256, cpus: 2 })).toEqual({ cpus: 2 })
  expect(distinctGuest({ network: 'none', disks: [], devices: [] })).toBeUndefined()
  expect(distinctGuest({ devices: ['usb', 'nvme'] })).toEqual(distinctGuest({ devices: ['nvme', 'usb'] }))
})

test('a guest is described part by part', () => {
  expect(guestParts()).toEqual([])
  expect(guestParts({ memoryMegabytes: 1024, cpus: 2 })).toEqual(['1024 MiB of memory', '2 CPUs'])
  expect(guestParts({ cpus: 1 })).toEqual(['1 CPU'])
  const whole = { network: 'user', disks: [{ megabytes: 64 }], devices: ['nvme'] } as const
  const guest = { ...whole, disks: [...whole.disks], devices: [...whole.devices] }
  expect(guestParts(guest)).toEqual(['network user', 'a disk of 64 MiB', 'nvme'])
  expect(guestNames(guest)).toEqual(['net-user', 'disk64M', 'nvme'])
  const nothing = { network: 'none' as const, disks: [], devices: [] }
  expect(guestParts(nothing)).toEqual(['no network', 'no disk', 'no further device'])
  expect(guestNames({ memoryMegabytes: 1024, cpus: 2 })).toEqual(['1024M', '2cpus'])
})
