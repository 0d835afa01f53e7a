import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addGuestOptions, type GuestOptions, guestField } from './guest-options.ts'

function parse(...words: string[]): GuestOptions {
  const command = addGuestOptions(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
  return command.parse(words, { from: 'user' }).opts()
}

test('options of the guest become its field; without them there is none', () => {
  expect(guestField(parse())).toEqual({})
  expect(guestField(parse('--memory', '1024', '--cpus', '2'))).toEqual({ guest: { memoryMegabytes: 1024, cpus: 2 } })
  const hardware = parse('--network', 'user', '--disk', '64', '--disk', '1024', '--device', 'nvme', '--device', 'nvme')
  expect(guestField(hardware)).toEqual({
    guest: { network: 'user', disks: [{ megabytes: 64 }, { megabytes: 1024 }], devices: ['nvme'] },
  })
})

test.each([
  ['--memory', '63'],
  ['--memory', '1G'],
  ['--memory', '16385'],
  ['--cpus', '0'],
  ['--cpus', '9'],
  ['--cpus', '1.5'],
  ['--disk', '0'],
])('%s %s is refused', (...words) => {
  expect(() => parse(...words)).toThrow('It must be a whole number from')
})

test('a device or network that no guest has is refused with those that there are', () => {
  expect(() => parse('--device', 'floppy')).toThrow('It must be one of virtio-rng, nvme')
  expect(() => parse('--network', 'bridge')).toThrow('none, user')
})
