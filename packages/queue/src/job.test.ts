import { expect, test } from 'vitest'
import { type Job, jobKey, parseWorkKey } from './job.ts'

const boot: Job = { kind: 'boot', bisectionId: 'b1', revision: 'r', target: 't', architecture: 'arm', attempt: 1 }

test('jobs that do the same have the same key, however they were written', () => {
  const again: Job = { attempt: 1, architecture: 'arm', target: 't', revision: 'r', bisectionId: 'b1', kind: 'boot' }
  expect(jobKey(again)).toBe(jobKey(boot))
})

test('which hosts should leave a job to others is no part of its key', () => {
  expect(jobKey({ ...boot, avoid: ['host-1'] })).toBe(jobKey(boot))
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
    { kind: 'mail', mailId: 'b1' },
    { kind: 'plan-mails', bisectionId: 'b1' },
  ]
  expect(new Set([boot, ...others].map(jobKey)).size).toBe(others.length + 1)
})

test('a key has no colon, which BullMQ would refuse in an id', () => {
  expect(jobKey({ ...boot, revision: 'abc:revert:def' })).not.toContain(':')
})

test('the key of a build or a boot tells all of it', () => {
  const work: Job[] = [
    boot,
    { ...boot, attempt: 12, revision: 'abc~def+0/1', target: 'arm:vexpress-a9/50%' },
    { kind: 'build', bisectionId: 'b1', revision: 'r', target: 't', architecture: 'x86_64' },
    { kind: 'build', bisectionId: 'b1', revision: 'r', target: 't', architecture: 'x86_64', clean: true },
  ]
  for (const job of work) expect(parseWorkKey(jobKey(job))).toEqual(job)
})

test('the key of anything else tells nothing', () => {
  const others: Job[] = [
    { kind: 'advance', bisectionId: 'arm' },
    { kind: 'deliver', deliveryId: 'd1' },
    { kind: 'reconcile', name: 'arm/a/b/c' },
  ]
  for (const key of [...others.map(jobKey), '', 'build/arm/b1', 'build/mips/b1/r/t', 'remind/arm/b1/r/t']) {
    expect(parseWorkKey(key)).toBeUndefined()
  }
})
