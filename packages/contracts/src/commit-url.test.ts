import { expect, test } from 'vitest'
import { commitPage, commitUrlMistake } from './commit-url.ts'

const hash = 'a1'.repeat(20)
const cgit = 'https://git.example.org/linux.git/commit/?id={hash}'

test.each([cgit, 'http://localhost:8080/c/{hash}#diff', 'https://example.org/%20x/{hash}/{hash}'])(
  'the template %s is accepted',
  (template) => {
    expect(commitUrlMistake(template)).toBeUndefined()
  },
)

test.each([
  ['javascript:alert(1)//{hash}', 'is no http or https URL'],
  ['JavaScript://example.org/%0aalert(1)//{hash}', 'is no http or https URL'],
  ['data:text/html,{hash}', 'is no http or https URL'],
  [' https://example.org/{hash}', 'is no http or https URL'],
  ['//example.org/{hash}', 'is no http or https URL'],
  ['https://example.org/commit', 'does not contain {hash}'],
  ['https://example.org/{tree}/{hash}', 'contains {tree}, which is no known placeholder'],
  ['https://example.org/{hash}/{', 'contains {, which is no known placeholder'],
  ['https://joe:secret@example.org/{hash}', 'holds a user or password'],
  ['https://token@example.org/{hash}', 'holds a user or password'],
  ['https://{hash}.example.org/', 'has {hash} in the name of the host'],
  ['https://example.org/{hash}"onclick=x', 'contains a character that is no part of a URL'],
  ['https://example.org/{hash})[x](y', 'contains a character that is no part of a URL'],
  ['https://example.org/{hash}|<x>', 'contains a character that is no part of a URL'],
  ['https://example.org/{hash}\n', 'contains a character that is no part of a URL'],
  ['https:///{hash}', 'has {hash} in the name of the host'],
  [`https://example.org/{hash}${'x'.repeat(1024)}`, 'has more than 1024 characters'],
])('the template %j is refused: it %s', (template, message) => {
  expect(commitUrlMistake(template)?.message).toBe(message)
})

test('the page of a commit follows from the template of its tree', () => {
  const tree = { url: 'https://github.com/torvalds/linux', commitUrl: cgit }
  expect(commitPage(tree, hash)).toBe(`https://git.example.org/linux.git/commit/?id=${hash}`)
})

test.each([undefined, null, ''])('the page of a commit without a template (%j) is that of the host', (commitUrl) => {
  const tree = { url: 'https://github.com/torvalds/linux', ...(commitUrl === undefined ? {} : { commitUrl }) }
  expect(commitPage(tree, hash)).toBe(`https://github.com/torvalds/linux/commit/${hash}`)
  expect(commitPage({ ...tree, url: 'file:///srv/linux' }, hash)).toBeUndefined()
})

test.each(['javascript:alert(1)//{hash}', 'https://u:p@example.org/{hash}'])(
  'a stored template that would be refused (%s) makes no link',
  (commitUrl) => {
    expect(commitPage({ url: 'https://github.com/a/b', commitUrl }, hash)).toBeUndefined()
  },
)

test.each(['a1', '../..', `${hash}"`, ''])('what is no whole hash (%j) makes no link of a template', (other) => {
  expect(commitPage({ url: '', commitUrl: cgit }, other)).toBeUndefined()
})
