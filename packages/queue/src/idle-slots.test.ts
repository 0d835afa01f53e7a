import type { WorkerPresence } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { hostsFor, idleSlots } from './idle-slots.ts'

const none = { build: 0, boot: 0 }

const host = (name: string, more: Partial<WorkerPresence> = {}): WorkerPresence => ({
  name,
  roles: ['build', 'boot'],
  build: ['arm64'],
  boot: ['arm64'],
  toolchains: [],
  jobs: [],
  slots: { build: 1, boot: 2 },
  busy: none,
  seenAt: '2020-01-01T00:00:00.000Z',
  ...more,
})

test('the slots of hosts that do nothing add up, for the architectures that each can do', () => {
  const workers = [host('a'), host('b'), host('c', { build: ['arm'], boot: ['arm', 'arm64'] })]
  expect(idleSlots('arm64', workers, [], none)).toEqual({ build: 2, boot: 6 })
  expect(idleSlots('arm', workers, [], none)).toEqual({ build: 1, boot: 2 })
  expect(idleSlots('x86_64', workers, [], none)).toEqual(none)
})

test('a host that boots has no idle build slot, and its other boot slots', () => {
  const active = [{ kind: 'boot' as const, worker: 'a' }]
  expect(idleSlots('arm64', [host('a')], active, none)).toEqual({ build: 0, boot: 1 })
})

test('a host that builds can still boot', () => {
  const active = [{ kind: 'build' as const, worker: 'a' }]
  expect(idleSlots('arm64', [host('a')], active, none)).toEqual({ build: 0, boot: 2 })
})

test('work that only the host knows of counts, and work that both know of counts once', () => {
  const busy = host('a', { busy: { build: 0, boot: 1 } })
  expect(idleSlots('arm64', [busy], [], none)).toEqual({ build: 0, boot: 1 })
  expect(idleSlots('arm64', [busy], [{ kind: 'boot', worker: 'a' }], none)).toEqual({ build: 0, boot: 1 })
})

test('the jobs of a host that is gone take no slot of another', () => {
  expect(idleSlots('arm64', [host('a')], [{ kind: 'build', worker: 'dead' }], none)).toEqual({ build: 1, boot: 2 })
})

test('a host that has another compiler offers no build slot to this bisection, and its boot slots all the same', () => {
  const unable = { build: ['b'], boot: [] }
  expect(idleSlots('arm64', [host('a-1'), host('b-2')], [], none, unable)).toEqual({ build: 1, boot: 4 })
  const busy = [{ kind: 'build' as const, worker: 'a-1' }]
  expect(idleSlots('arm64', [host('a-1'), host('b-2')], busy, none, unable)).toEqual({ build: 0, boot: 4 })
})

test('where no host has the compiler their slots count, so that one tries and says so', () => {
  const unable = { build: ['b'], boot: ['b'] }
  const workers = [host('a-1', { slots: none }), host('b-2')]
  expect(idleSlots('arm64', workers, [], none, unable)).toEqual({ build: 1, boot: 2 })
})

test('what waits is taken off, and there are never less than none', () => {
  expect(idleSlots('arm64', [host('a')], [], { build: 3, boot: 1 })).toEqual({ build: 0, boot: 1 })
})

test('hosts that can boot an architecture are named once, busy or not, however many workers they have', () => {
  const workers = [
    host('b-12', { busy: { build: 0, boot: 2 } }),
    host('a-7'),
    host('a-8'),
    host('c-1', { boot: ['arm'] }),
    host('d-1', { slots: { build: 4, boot: 0 } }),
  ]
  expect(hostsFor('boot', 'arm64', workers)).toEqual(['a', 'b'])
})
