import { expect, test } from 'vitest'
import { taskRevision } from './task-revision.ts'

test('a task says what is reverted and what is applied on top', () => {
  const [commit, other, fix] = ['a', 'b', 'c'].map((digit) => digit.repeat(40))
  const target = '0123456789abcdef'
  expect(taskRevision(`build.${commit}.${target}`)).toEqual({ reverted: null, patched: null })
  expect(taskRevision(`boot.${commit}~${other}.${target}.2`)).toEqual({ reverted: other, patched: null })
  expect(taskRevision(`boot.${commit}+${fix}.${target}.2`)).toEqual({ reverted: null, patched: fix })
  expect(taskRevision(`boot.${commit}~${other}+${fix}.${target}.2`)).toEqual({ reverted: other, patched: fix })
})
