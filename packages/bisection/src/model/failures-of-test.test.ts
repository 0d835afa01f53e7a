import type { RunResult } from '@kbisect/verdict'
import { expect, test } from 'vitest'
import { failuresOfTest } from './failures-of-test.ts'

const warning = { kind: 'warning', text: 'warning in f: x' } as const
const died = (stage: 'kernel' | 'test'): RunResult => ({
  kind: 'failed',
  signature: { kind: 'panic', text: 'panic in f: x' },
  stage,
  warnings: [warning],
})

test('a kernel that dies before its KUnit tests start shows no failure of them', () => {
  expect(failuresOfTest('kunit', died('kernel'), 'fail')).toEqual([])
  expect(failuresOfTest('kunit', died('test'), 'ignore').map(({ kind }) => kind)).toEqual(['panic'])
  expect(failuresOfTest('boot', died('kernel'), 'fail').map(({ kind }) => kind)).toEqual(['panic', 'warning'])
})
