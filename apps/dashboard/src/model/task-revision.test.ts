import { expect, test } from 'vitest'
import { taskRevision } from './task-revision.ts'

test('a task says what is reverted, applied on top or merged', () => {
  const [commit, other, fix] = ['a', 'b', 'c'].map((digit) => digit.repeat(40))
  const target = '0123456789abcdef'
  const plain = { reverted: null, patched: null, merged: null }
  expect(taskRevision(`build.${commit}.${target}`)).toEqual(plain)
  expect(taskRevision(`boot.${commit}~${other}.${target}.2`)).toEqual({ ...plain, reverted: other })
  expect(taskRevision(`boot.${commit}+${fix}.${target}.2`)).toEqual({ ...plain, patched: fix })
  expect(taskRevision(`boot.${commit}&${other}.${target}.2`)).toEqual({ ...plain, merged: other })
  expect(taskRevision(`build.${commit}+${fix}&${other}.${target}`)).toEqual({ ...plain, patched: fix, merged: other })
  expect(taskRevision(`boot.${commit}~${other}+${fix}.${target}.2`)).toEqual({
    ...plain,
    reverted: other,
    patched: fix,
  })
})
