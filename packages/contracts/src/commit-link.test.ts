import { expect, test } from 'vitest'
import { commitLink } from './commit-link.ts'

const hash = 'c'.repeat(40)

test.each([
  [
    'https://git.kernel.org/pub/scm/linux/kernel/git/next/linux-next.git',
    `https://git.kernel.org/pub/scm/linux/kernel/git/next/linux-next.git/commit/?id=${hash}`,
  ],
  [
    'git://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/',
    `https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git/commit/?id=${hash}`,
  ],
  ['https://github.com/torvalds/linux', `https://github.com/torvalds/linux/commit/${hash}`],
  ['ssh://git@github.com/torvalds/linux.git', `https://github.com/torvalds/linux/commit/${hash}`],
  ['https://gitlab.freedesktop.org/drm/kernel.git', `https://gitlab.freedesktop.org/drm/kernel/-/commit/${hash}`],
  ['https://codeberg.org/linux/linux.git', `https://codeberg.org/linux/linux/commit/${hash}`],
])('a commit of %s has a page', (url, page) => {
  expect(commitLink(url, hash)).toBe(page)
})

test.each([
  'https://git.example.org/linux.git',
  'https://notgithub.com/a/b',
  'https://github.com.evil.example/a/b',
  'https://kernel.org.evil.example/a/b',
  'javascript:alert(1)//github.com/a/b',
  'file:///srv/github.com/linux',
  'https://github.com/',
  'https://github.com/a/"><script>',
  '/srv/linux',
])('a commit of %s has none that is known', (url) => {
  expect(commitLink(url, hash)).toBeUndefined()
})

test('a link holds neither what the URL has besides its path nor a hash that is none', () => {
  expect(commitLink('https://user:secret@github.com/a/b?x=1#y', hash)).toBe(`https://github.com/a/b/commit/${hash}`)
  expect(commitLink('https://github.com/a/b', '../../x')).toBeUndefined()
})
