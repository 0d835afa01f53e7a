import { expect, test } from 'vitest'
import { targetWords } from './format-target.ts'

test.each([
  ['x86_64', 'x86_64', 'x86_64'],
  ['arm64/no-dma-cma', 'arm64', 'arm64/no-dma-cma'],
  ['board', 'arm64', 'board (arm64)'],
  // Its own name begins with another architecture's.
  ['arm64', 'arm', 'arm64 (arm)'],
])('the target %s of %s is called %s', (name, architecture, words) => {
  expect(targetWords({ name, architecture })).toBe(words)
})
