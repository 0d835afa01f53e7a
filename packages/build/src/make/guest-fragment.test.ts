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
