import { expect, test } from 'vitest'
import { failureWords } from './format-failure.ts'

const rootless = { kind: 'no-root', text: 'no-root: Unable to mount root fs on unknown-block(N,N)' }
const uncompiled = { kind: 'build-failed', place: 'mm/cma.c', text: 'build-failed in mm/cma.c: array of N elements' }

test.each([
  [
    'the printed line where no function is named',
    { ...rootless, line: 'Unable to mount root fs on unknown-block(0,0)' },
    'no root file system (Unable to mount root fs on unknown-block(0,0))',
  ],
  [
    'the line of the compiler',
    { ...uncompiled, line: 'mm/cma.c:12:3: error: array of 12 elements' },
    'mm/cma.c:12:3: error: array of 12 elements',
  ],
  ['the signature where no line was kept', uncompiled, 'array of N elements in mm/cma.c'],
  ['the function where one is named', { ...rootless, kind: 'panic', function: 'f', line: 'x' }, 'panic in f'],
])('the words of a failure show %s', (_, signature, words) => {
  expect(failureWords(signature)).toBe(words)
})
