import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Mirror, openMirror } from '@kbisect/git'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { PinSweep } from './pin-sweep.ts'

let root: string
let commit: string
let mirror: Mirror
let stored: string[]
let now: Date
let sweep: PinSweep

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-pins-'))
  const source = join(root, 'source')
  mkdirSync(source)
  const env = { PATH: '/usr/bin:/bin', HOME: root, GIT_CONFIG_NOSYSTEM: '1' }
  const git = (...args: string[]) => execFileSync('git', args, { cwd: source, env, encoding: 'utf8' }).trim()
  git('init', '-q', '-b', 'main')
  writeFileSync(join(source, 'file'), 'text')
  git('add', 'file')
  git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.org', 'commit', '-q', '-m', 'first')
  commit = git('rev-parse', 'HEAD')
  const tree = { id: 't1', name: 'tree', url: source }
  const open = (one: typeof tree) => openMirror({ mirrorsDirectory: join(root, 'mirrors'), protocols: ['file'] }, one)
  mirror = open(tree)
  await mirror.fetch()
  stored = []
  now = new Date('2026-11-30T12:00:00Z')
  const trees = [tree, { id: 't2', name: 'never-fetched', url: source }]
  sweep = new PinSweep({
    trees: async () => trees,
    openMirror: (one) => open({ id: 't1', ...one }),
    stored: async (ids) => ids.filter((id) => stored.includes(id)),
    now: () => now,
  })
})

afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }))

const later = (minutes: number) => {
  now = new Date(now.getTime() + minutes * 60_000)
}

test('the pins of a bisection that was never stored are removed after an hour, and those of others stay', async () => {
  await mirror.pin('leaked', [commit])
  await mirror.pin('known', [commit])
  stored = ['known']
  await sweep.sweep()
  later(59)
  await sweep.sweep()
  expect((await mirror.pinned()).sort()).toEqual(['known', 'leaked'])
  later(1)
  await sweep.sweep()
  expect(await mirror.pinned()).toEqual(['known'])
})

test('the pins of a bisection that is stored after they were seen stay', async () => {
  await mirror.pin('late', [commit])
  await sweep.sweep()
  stored = ['late']
  later(59)
  await sweep.sweep()
  // It is deleted, and the process that does so is killed: the hour begins anew.
  stored = []
  later(59)
  await sweep.sweep()
  later(59)
  await sweep.sweep()
  expect(await mirror.pinned()).toEqual(['late'])
  later(1)
  await sweep.sweep()
  expect(await mirror.pinned()).toEqual([])
})

test('no pin is removed while the database cannot be asked', async () => {
  await mirror.pin('leaked', [commit])
  const broken = new PinSweep({
    trees: async () => [{ id: 't1', name: 'tree', url: '' }],
    openMirror: () => mirror,
    stored: () => Promise.reject(new Error('the database is away')),
    now: () => now,
  })
  for (const minutes of [0, 90, 90]) {
    later(minutes)
    await expect(broken.sweep()).rejects.toThrow('the database is away')
  }
  expect(await mirror.pinned()).toEqual(['leaked'])
})
