import { expect, test } from 'vitest'
import { parseRevisionKey, type Revision, revisionKey } from './facts.ts'

const revisions: readonly Revision[] = [
  { commit: 'aa' },
  { commit: 'aa', reverted: 'bb' },
  { commit: 'aa', patched: 'cc' },
  { commit: 'aa', merged: 'dd' },
  { commit: 'aa', reverted: 'bb', patched: 'cc', merged: 'dd' },
]

test.each(revisions.map((revision) => [revisionKey(revision), revision] as const))(
  '%s is read back',
  (key, revision) => {
    expect(parseRevisionKey(key)).toEqual(revision)
  },
)

test('every revision has a key of its own', () => {
  expect(new Set(revisions.map(revisionKey)).size).toBe(revisions.length)
})
