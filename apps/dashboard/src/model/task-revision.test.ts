import { expect, test } from 'vitest'
import { isOfTask, parseTask, taskRevision } from './task-revision.ts'

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

test('the name of a task says what it does, and finds the run that came of it', () => {
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)]
  const boot = parseTask(`boot.${a}~${b}.0123456789abcdef.3`)
  expect(boot).toMatchObject({ kind: 'boot', commit: a, reverted: b, targetKey: '0123456789abcdef', attempt: 3 })
  expect(parseTask(`build.${a}.0123456789abcdef.clean`)).toMatchObject({ kind: 'build', commit: a, attempt: undefined })
  expect(parseTask('../etc/passwd')).toBeUndefined()
  const run = { commit: a, reverted: b, patched: null, merged: null }
  expect([run, { ...run, reverted: null }].map((each) => boot && isOfTask(boot, each))).toEqual([true, false])
})
