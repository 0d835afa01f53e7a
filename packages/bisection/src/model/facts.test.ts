import type { Target } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { parseRevisionKey, type Revision, revisionKey, TASK_KEY_PATTERN, taskKey } from './facts.ts'

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

test('the pattern of task keys fits each task, and nothing that leaves a directory', () => {
  const hashes: Record<string, string> = {
    aa: 'a'.repeat(40),
    bb: 'b'.repeat(64),
    cc: 'c'.repeat(40),
    dd: 'd'.repeat(40),
  }
  const target = { key: '0123456789abcdef' } as Target
  const pattern = new RegExp(TASK_KEY_PATTERN)
  for (const named of revisions) {
    const full = Object.entries(named).map(([part, name]) => [part, hashes[name as string]])
    const revision = Object.fromEntries(full) as unknown as Revision
    expect(taskKey({ kind: 'build', revision, target })).toMatch(pattern)
    expect(taskKey({ kind: 'build', revision, target, clean: true })).toMatch(pattern)
    expect(taskKey({ kind: 'boot', revision, target, attempt: 12 })).toMatch(pattern)
  }
  const hash = hashes.aa
  for (const odd of [
    '..',
    `build.${hash}/../x.${target.key}`,
    `build.${hash}.${target.key}\n`,
    `build.${hash}.${target.key}.cleaner`,
    `build.${hash}&..${target.key}`,
  ])
    expect(odd).not.toMatch(pattern)
})

test('every revision has a key of its own', () => {
  expect(new Set(revisions.map(revisionKey)).size).toBe(revisions.length)
})
