import { expect, test } from 'vitest'
import { type Job, jobKey } from './job.ts'

const boot: Job = { kind: 'boot', bisectionId: 'b1', revision: 'r', target: 't', architecture: 'arm', attempt: 1 }

test('jobs that do the same have the same key, however they were written', () => {
  const again: Job = { attempt: 1, architecture: 'arm', target: 't', revision: 'r', bisectionId: 'b1', kind: 'boot' }
  expect(jobKey(again)).toBe(jobKey(boot))
})

test('jobs that differ in anything have different keys', () => {
  const others: Job[] = [
    { ...boot, attempt: 2 },
    { ...boot, target: 't2' },
    { ...boot, revision: 'r/t', target: '' },
    { ...boot, revision: 'r', target: '/t' },
    { ...boot, bisectionId: 'b2' },
    { kind: 'advance', bisectionId: 'b1' },
    { kind: 'deliver', deliveryId: 'b1' },
  ]
  expect(new Set([boot, ...others].map(jobKey)).size).toBe(others.length + 1)
})

test('a key has no colon, which BullMQ would refuse in an id', () => {
  expect(jobKey({ ...boot, revision: 'abc:revert:def' })).not.toContain(':')
})
