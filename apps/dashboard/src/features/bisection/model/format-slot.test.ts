import type { Candidate } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { slotWords } from './format-slot.ts'
import { layOutStrip } from './strip-layout.ts'

const candidates = (length: number): Candidate[] =>
  Array.from({ length }, (_, position) => ({
    hash: `c${position}`,
    position,
    subject: `subject ${position}`,
    author: 'A',
    committedAt: '',
    parents: [],
    verdict: position === 0 ? 'good' : null,
    reason: null,
    possible: position > 0,
    noop: false,
    drift: null,
    override: null,
    runs: 0,
  }))

test('a commit is told by subject, verdict and prospects', () => {
  const range = candidates(3)
  const words = layOutStrip(range).slots.map((slot) => slotWords(slot, range))
  expect(words[0]).toBe('Commit 1 of 3: subject 0. Verdict: good, ruled out.')
  expect(words[2]).toBe('Commit 3 of 3: subject 2. Not tested, can be the culprit.')
})

test('a bin is told by its counts', () => {
  const range = candidates(800)
  const first = layOutStrip(range).slots[0]
  expect(first && slotWords(first, range)).toBe(
    'Commits 1 to 2 of 800 commits: 1 good, 1 untested, 1 can still be the culprit',
  )
})

test('what is believed of a commit is told with it, also where it is known only of its neighbourhood', () => {
  const range = candidates(3)
  const last = layOutStrip(range).slots[2]
  const words = (share: { first: number; last: number; probability: number }) => last && slotWords(last, range, share)
  const commit = 'Commit 3 of 3: subject 2. Not tested, can be the culprit.'
  expect(words({ first: 2, last: 2, probability: 0.123 })).toBe(`${commit} Probability 12 %.`)
  expect(words({ first: 1, last: 2, probability: 0.5 })).toBe(`${commit} Commits 2 to 3: 50 %.`)
})

test('a commit that does not change the kernel is told as such, alone and in a bin', () => {
  const range = candidates(800).map((candidate) => ({ ...candidate, noop: true }))
  const [only] = layOutStrip(range.slice(1, 2)).slots
  expect(only && slotWords(only, range.slice(1, 2))).toContain('Not tested, no change to this kernel.')
  const [bin] = layOutStrip(range).slots
  expect(bin && slotWords(bin, range, { first: 0, last: 3, probability: 0.02 })).toMatch(
    /2 without a change to this kernel\. Commits 1 to 4: 2 %\.$/,
  )
})
