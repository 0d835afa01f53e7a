import type { WorkerPresence } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { leavesToOthers } from './host-avoidance.ts'
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
