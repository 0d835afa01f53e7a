import type { Candidate } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { slotWords } from './slot-words.ts'
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
