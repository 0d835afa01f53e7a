import { expect, test } from 'vitest'
import { sourceLineWords } from './boot-host.ts'

test.each([
  ['/var/lib/kbisect/worktrees/host-1/mainline/mm/cma.c:203', 'mm/cma.c:203'],
  [
    '/var/lib/kbisect/builds/host-1/next/arm64/../../../../worktrees/host-1/next/mm/cma.c:203 (discriminator 2)',
    'mm/cma.c:203',
  ],
  ['??:0', undefined],
  ['', undefined],
])('of %s the place is %s', (output, words) => {
  expect(sourceLineWords(output)).toBe(words)
})
