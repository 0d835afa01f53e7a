import { expect, test } from 'vitest'
import type { Hosts, NeededTarget } from './missing-workers.ts'
import { waitingFor } from './waiting-for.ts'

const key = (name: string) => name.repeat(16)
const target: NeededTarget & { key: string } = {
  architecture: 'arm64',
  toolchain: 'gcc',
  bootable: true,
  key: key('a'),
}
const targets = [target, { ...target, architecture: 'arm' as const, key: key('b') }]
const host: Hosts[number] = {
  roles: ['coordinator', 'build', 'boot'],
  build: ['arm64'],
  boot: ['arm64'],
  slots: { build: 1, boot: 1 },
  toolchains: ['gcc 12.2.0 (arm64)'],
}
const commit = '1'.repeat(40)
const build = (of = target, seconds?: number) => ({ key: `build.${commit}.${of.key}`, seconds })
const boot = (of = target, seconds?: number) => ({ key: `boot.${commit}.${of.key}.1`, seconds })
const bisection = (state: 'running' | 'queued' | 'paused' | 'finished' = 'running', working: string[] = []) => ({
  ...{ state, targets, progress: { working: working.map((task) => ({ task })) } },
})
const arm = targets[1] ?? target
const clang = [{ ...target, toolchain: 'clang' }]

test.each<[string, string | null, Parameters<typeof waitingFor>]>([
  ['no worker is alive', 'Waits for a worker: none is alive.', [bisection(), [], []]],
  [
    'only builders are alive',
    'Waits for a coordinator: no worker with this role is alive, so nothing is decided.',
    [bisection(), [build()], [{ ...host, roles: ['build'] }]],
  ],
  [
    'no worker builds the architecture',
    'Waits for a worker that can build arm: the one that is alive cannot.',
    [bisection(), [build(arm)], [host]],
  ],
  [
    'no worker boots it',
    'Waits for a worker that can boot arm64: none of the 2 that are alive can.',
    [
      bisection(),
      [boot()],
      [
        { ...host, boot: [] },
        { ...host, boot: ['arm'] },
      ],
    ],
  ],
  [
    'no worker has the compiler',
    'Waits for a worker that can build arm64 with clang: the one that is alive cannot.',
    [{ ...bisection(), targets: clang }, [build()], [host]],
  ],
  [
    'it is queued, and no worker could begin it',
    'Waits for a worker that can build arm64 with clang: the one that is alive cannot.',
    [{ ...bisection('queued'), targets: clang }, [], [host]],
  ],
  [
    'all slots are taken',
    'Waits for the worker that can do it to have a free slot, or for the time of its next attempt.',
    [bisection(), [boot()], [host]],
  ],
  [
    'the disk of the only worker is full',
    'Waits for the worker that can do it: it closes, or its disk is nearly full.',
    [bisection(), [boot()], [{ ...host, slots: { build: 0, boot: 0 } }]],
  ],
  ['a worker just took it', null, [bisection(), [boot(target, 1)], [host]]],
  [
    'one task can be done and another one not',
    expect.stringContaining('free slot') as never,
    [bisection(), [boot(), build(arm)], [host]],
  ],
  ['something is done', null, [bisection('running', ['build.1.a']), [build(arm)], [host]]],
  ['nothing is asked for', null, [bisection(), [], [host]]],
  ['it is queued, and a worker could begin it', null, [bisection('queued'), [], [host]]],
  ['it is paused', null, [bisection('paused'), [], []]],
  ['it is finished', null, [bisection('finished'), [], []]],
])('a bisection says for which worker it waits when %s', (_when, expected, given) => {
  expect(waitingFor(...given)).toEqual(expected)
})
