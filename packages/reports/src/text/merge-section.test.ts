import type { MergeSide } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { hash, TIME } from '../report-input.fixture.ts'
import { mergeFairness, mergeSection } from './merge-section.ts'

const found = (parent: string, subject: string, author: string): MergeSide => ({
  parent: hash(parent),
  commit: { hash: hash('9'), subject, author, authoredAt: TIME },
  tested: 3,
  reason: 'the first commit of this side that fails when it is merged with the other',
})
const lost = (parent: string, reason: string): MergeSide => ({ parent: hash(parent), commit: null, tested: 0, reason })

test('both sides are named with their commits, subjects and authors, and neither is blamed', () => {
  const merge = { sides: [found('1', 'mm: rename it', 'Ann <a@e.org>'), found('2', 'mm: use it', 'Bob <b@e.org>')] }
  expect(mergeSection({ merge })).toBe(`What meets in this merge
------------------------
The sides merge without a conflict of text and pass one by one, but not
together: a semantic conflict.
  The first side, up to 111111111111:
    999999999999 ("mm: rename it")
    Ann <a@e.org>
    the first commit of this side that fails when it is merged with the
    other (3 commits of this side were merged and tested)
  The second side, up to 222222222222:
    999999999999 ("mm: use it")
    Bob <b@e.org>
    the first commit of this side that fails when it is merged with the
    other (3 commits of this side were merged and tested)`)
  expect(mergeFairness(merge)).toContain('neither is wrong taken alone')
  expect(mergeFairness(merge)).toContain('neither author had reason to test')
})

test('a side that could not be told apart says why', () => {
  const range = { ...lost('2', 'one of 3 commits, which could not be told apart'), tested: 2 }
  expect(mergeSection({ merge: { sides: [found('1', 'mm: rename it', 'Ann <a@e.org>'), range] } })).toContain(
    '    one of 3 commits, which could not be told apart (2 commits of this',
  )
})

test('what nothing could be told of is said once, and is not called a semantic conflict', () => {
  const reason = 'the sides merged by git alone pass: the merge commit itself brings the failure'
  const merge = { sides: [lost('1', reason), lost('2', reason)] }
  const text = mergeSection({ merge }).replaceAll(/\s+/g, ' ')
  expect(text).toContain('The sides pass one by one, the merge does not.')
  expect(text.split(reason)).toHaveLength(2)
  expect(text).not.toContain('semantic')
  expect(mergeFairness(merge)).toContain('What fails is what the merge makes of them.')
})

test('a culprit that is no merge has no sides', () => {
  expect(mergeSection({ merge: null })).toBe('')
})
