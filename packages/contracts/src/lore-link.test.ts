import { expect, test } from 'vitest'
import { isLikelyLinux, loreLink } from './lore-link.ts'

const LINUX = 'https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git'
const subject = 'mm/cma: keep "areas" in a list'
const search = 'https://lore.kernel.org/all/?q=s%3A%22mm%2Fcma%3A%20keep%20%20areas%20%20in%20a%20list%22'

test.each([
  [LINUX, true],
  ['git://git.kernel.org/pub/scm/x.git', true],
  ['git@gitolite.kernel.org:pub/scm/x.git', true],
  ['https://github.com/torvalds/linux', true],
  ['https://github.com/gregkh/linux-stable.git/', true],
  ['/home/joe/linux', true],
  ['git@example.org:linux.git', true],
  ['https://example.org/linuxtv.git', false],
  ['https://kernel.org.example.com/x.git', false],
  ['https://notkernel.org/x.git', false],
  ['/srv/vendor/kernel', false],
  ['', false],
])('a tree at %s is likely Linux: %s', (url, likely) => {
  expect(isLikelyLinux(url)).toBe(likely)
})

test.each([
  [
    'its Link: trailer',
    'Text\n\nLink: https://lore.kernel.org/r/20240101.1@example.org\nSigned-off-by: A',
    '/srv/kernel',
    'https://lore.kernel.org/r/20240101.1@example.org',
  ],
  [
    'the last of several',
    'Link: https://lore.kernel.org/all/one@x/\nLink: https://patch.msgid.link/two@x',
    LINUX,
    'https://patch.msgid.link/two@x',
  ],
  [
    'its message id',
    'Message-ID: <20240101.1-joe@example.org>',
    '/srv/kernel',
    'https://lore.kernel.org/all/20240101.1-joe%40example.org/',
  ],
  ['a search where no trailer names a list', 'Link: https://bugs.example.org/1', LINUX, search],
  ['a search past a link that runs code', 'Link: javascript:alert(1)', LINUX, search],
  ['a search past a link to another host', 'Link: https://lore.kernel.org.example.com/r/x', LINUX, search],
  ['a search past a link with markup', 'Link: https://lore.kernel.org/r/x">', LINUX, search],
  ['nothing in a tree that is hardly Linux', 'no trailers', '/srv/kernel', undefined],
])('the discussion of a commit is %s', (_, message, treeUrl, link) => {
  expect(loreLink({ subject, message }, treeUrl)).toBe(link)
})

test('a commit without a subject has no search', () => {
  expect(loreLink({ subject: ' ', message: '' }, LINUX)).toBeUndefined()
})
