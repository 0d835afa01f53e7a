import type { Revision } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { revisionMatrix } from './revision-matrix.ts'

const at = '2026-11-20T10:00:00Z'

function revision(commit: string, targets: readonly string[]): Revision {
  const results = targets.map((target) => ({
    target,
    test: 'boot' as const,
    passes: 1,
    failures: 0,
    others: 0,
    bisectionId: null,
    testedAt: at,
  }))
  return { commit, subject: null, committedAt: null, testedAt: at, results }
}

test('the most tested target is the first column, and rows keep their order', () => {
  const { targets, rows } = revisionMatrix([revision('b', ['arm', 'x86_64']), revision('a', ['x86_64'])])
  expect(targets).toEqual(['x86_64', 'arm'])
  expect(rows.map((row) => row.revision.commit)).toEqual(['b', 'a'])
  expect(rows[1]?.cells.map((cell) => cell.length)).toEqual([1, 0])
})

test('two tests on one target share its cell', () => {
  const [row] = revisionMatrix([revision('a', ['arm', 'arm'])]).rows
  expect(row?.cells[0]).toHaveLength(2)
})

test('without revisions there are no columns', () => {
  expect(revisionMatrix([])).toEqual({ targets: [], rows: [] })
})
