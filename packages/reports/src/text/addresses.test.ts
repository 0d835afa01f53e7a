import { expect, test } from 'vitest'
import { domainOf, isRead, parseMailbox, parseSender } from './addresses.ts'

test.each([
  ['Ann O. Author <ann@example.org>', 'Ann O. Author', 'ann@example.org'],
  [
    '"H. Peter Anvin" <hpa@zytor.com> (reviewer:X86 ARCHITECTURE (32-BIT AND 64-BIT))',
    'H. Peter Anvin',
    'hpa@zytor.com',
  ],
  ['x86@kernel.org (maintainer:X86 ARCHITECTURE (32-BIT AND 64-BIT))', null, 'x86@kernel.org'],
  ['linux-kernel@vger.kernel.org', null, 'linux-kernel@vger.kernel.org'],
  ['linux-mm@kvack.org (open list:MEMORY MANAGEMENT)', null, 'linux-mm@kvack.org'],
  ['Ann <ann@example.org> # for the driver', 'Ann', 'ann@example.org'],
  ['<ann@example.org>', null, 'ann@example.org'],
  ['Müller, Jörg <joerg.mueller@example.de>', 'Müller, Jörg', 'joerg.mueller@example.de'],
  ['syzbot+1f2e@syzkaller.appspotmail.com', null, 'syzbot+1f2e@syzkaller.appspotmail.com'],
  ["Shaun O'Neill <shaun.o'neill@example.ie>", "Shaun O'Neill", "shaun.o'neill@example.ie"],
  ['Ann\r\nBcc: all@example.org <ann@example.org>', 'Ann Bcc: all@example.org', 'ann@example.org'],
  ['kernel test robot <lkp@intel.com>, Bob <bob@example.org>', 'kernel test robot', 'lkp@intel.com'],
])('%j is %j at %s', (text, name, address) => {
  expect(parseMailbox(text)).toEqual({ name, address })
})

test.each([
  '',
  'Ann',
  'Ann <ann>',
  'Ann <ann@localhost>',
  'Ann <ann@(none)>',
  '<ann@example.org\r\nRCPT TO:<all@example.org>>',
  'Ann <"a b"@example.org>',
  'Ann <a@b@example.org>',
  'Ann <ann@-example.org>',
  'Ann <ann at example.org>',
  `Ann <${'a'.repeat(65)}@example.org>`,
])('%j has no address', (text) => {
  expect(parseMailbox(text)).toBeUndefined()
})

test.each([
  ['noreply@github.com', false],
  ['no-reply@example.org', false],
  ['do-not-reply+1@example.org', false],
  ['ann@users.noreply.github.com', false],
  ['1234+ann@users.noreply.gitlab.com', false],
  ['ann@host.localdomain', false],
  ['ann@example.org', true],
  ['norman@example.org', true],
])('somebody reads %s: %j', (address, expected) => {
  expect(isRead({ address })).toBe(expected)
})

test.each([
  ['kbisect <kbisect@build-host>', 'kbisect', 'kbisect@build-host', 'build-host'],
  ['kbisect@example.org', null, 'kbisect@example.org', 'example.org'],
  ['"kbisect, of us" <k@example.org>', 'kbisect, of us', 'k@example.org', 'example.org'],
])('the sender %j is %j at %s, and its domain %s', (text, name, address, domain) => {
  expect(parseSender(text)).toEqual({ name, address })
  expect(domainOf(address)).toBe(domain)
})
