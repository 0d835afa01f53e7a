import type { WorkerPresence } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { leavesToOthers, RecentWorkers } from './host-avoidance.ts'
import type { WorkJob } from './job.ts'

const job: WorkJob = {
  kind: 'boot',
  bisectionId: 'b1',
  revision: 'r',
  target: 't',
  architecture: 'arm',
  attempt: 1,
  avoid: ['one'],
}

const worker = (name: string, more: Partial<WorkerPresence> = {}): WorkerPresence => ({
  name,
  roles: ['boot'],
  build: [],
  boot: ['arm'],
  toolchains: [],
  jobs: [],
  slots: { build: 0, boot: 1 },
  busy: { build: 0, boot: 1 },
  seenAt: '2026-01-01T00:00:00Z',
  ...more,
})

const one = worker('one-11')
const two = worker('two-22')

test('a host that failed leaves the job to another one, a busy one too', () => {
  expect(leavesToOthers('one', job, 5, [one, two])).toBe(true)
  expect(leavesToOthers('two', job, 5, [one, two])).toBe(false)
})

test('nobody leaves a job that names no host', () => {
  const { avoid: _, ...plain } = job
  expect(leavesToOthers('one', plain, 5, [one, two])).toBe(false)
})

test.each<[string, WorkerPresence[]]>([
  ['there is no other one', [one]],
  ['the other one is of the same host', [one, worker('one-33')]],
  ['the other one cannot boot that architecture', [one, worker('two-22', { boot: ['arm64'] })]],
  ['the other one closes', [one, worker('two-22', { slots: { build: 0, boot: 0 } })]],
])('a host does it itself when %s', (_, workers) => {
  expect(leavesToOthers('one', job, 5, workers)).toBe(false)
})

test('a host does it itself when all have failed, or when the others did not come to it for ten minutes', () => {
  expect(leavesToOthers('one', { ...job, avoid: ['one', 'two'] }, 5, [one, two])).toBe(false)
  expect(leavesToOthers('one', job, 600, [one, two])).toBe(false)
})

test('a host leaves a job to one that missed its beats, and takes it when that one stays away', () => {
  let now = 0
  const recent = new RecentWorkers(() => now)
  const leaves = (living: WorkerPresence[]) => leavesToOthers('one', job, 5, recent.with(living))
  expect(leaves([one, two])).toBe(true)
  now = 20_000
  expect(leaves([one])).toBe(true)
  now = 31_000
  expect(leaves([one])).toBe(false)
})

test('a host that was never seen with another one takes the job at once', () => {
  const recent = new RecentWorkers(() => 0)
  expect(leavesToOthers('one', job, 5, recent.with([one]))).toBe(false)
})

test('what a worker said last counts: one that closes is left no job', () => {
  const recent = new RecentWorkers(() => 0)
  recent.with([one, two])
  const closing = worker('two-22', { slots: { build: 0, boot: 0 } })
  expect(leavesToOthers('one', job, 5, recent.with([one, closing]))).toBe(false)
})
