import { expect, test } from 'vitest'
import { watchResult } from '../../../fixture/watch-world.fixture.ts'
import { revisionSummary } from './revision-summary.ts'

test('results are counted by their states, failures first', () => {
  const results = [
    watchResult('arm'),
    watchResult('arm64', { state: 'failed' }),
    watchResult('i386', { state: 'waiting' }),
    watchResult('x86_64'),
  ]
  expect(revisionSummary(results)).toBe('1 failed, 1 waiting, 2 passed')
  expect(revisionSummary([])).toBe('nothing to test')
})
