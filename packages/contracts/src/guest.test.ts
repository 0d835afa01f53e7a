import { expect, test } from 'vitest'
import { distinctGuest, guestNames, guestParts } from './guest.ts'

test('a guest with only defaults is none', () => {
  expect(distinctGuest({})).toBeUndefined()
  expect(distinctGuest({ memoryMegabytes: 256, cpus: 1 })).toBeUndefined()
  expect(distinctGuest({ memoryMegabytes: 256, cpus: 2 })).toEqual({ cpus: 2 })
})

test('a guest is described part by part', () => {
  expect(guestParts()).toEqual([])
  expect(guestParts({ memoryMegabytes: 1024, cpus: 2 })).toEqual(['1024 MiB of memory', '2 CPUs'])
  expect(guestParts({ cpus: 1 })).toEqual(['1 CPU'])
  expect(guestNames({ memoryMegabytes: 1024, cpus: 2 })).toEqual(['1024M', '2cpus'])
})
