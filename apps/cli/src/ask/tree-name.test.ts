import { expect, test } from 'vitest'
import { freeName, treeName } from './tree-name.ts'

test.each([
  ['https://example.org/pub/scm/Linux-Next.git', 'linux-next'],
  ['git@example.org:team/linux.git', 'linux'],
  ['git@example.org:linux', 'linux'],
  ['/home/me/my kernel/', 'my-kernel'],
  ['/home/me/linux/.git', 'linux'],
  ['/srv/_tree', 'tree'],
  ['/', 'tree'],
  ['/srv/Ядро', 'tree'],
  [`/srv/${'long'.repeat(40)}`, 'long'.repeat(15)],
])('%s becomes %s', (url, name) => {
  expect(treeName(url)).toBe(name)
  expect(treeName(url)).toMatch(/^[a-z0-9][a-z0-9._-]{0,63}$/)
})

test('a name that is taken gets a number', () => {
  expect(freeName('linux', new Set())).toBe('linux')
  expect(freeName('linux', new Set(['linux', 'linux-2']))).toBe('linux-3')
})
