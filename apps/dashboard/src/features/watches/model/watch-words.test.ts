import { expect, test } from 'vitest'
import { targetNames } from './watch-words.ts'

test('targets are named by their names or architectures, and after six the rest is counted', () => {
  const arm = { architecture: 'arm' } as const
  expect(targetNames({ targets: [arm, { ...arm, name: 'arm/kasan' }] })).toBe('arm, arm/kasan')
  expect(targetNames({ targets: Array.from({ length: 8 }, () => arm) })).toBe('arm, arm, arm, arm, arm, arm and 2 more')
})
