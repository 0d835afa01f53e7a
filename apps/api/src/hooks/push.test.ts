import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { readPush, repositoryName } from './read-push.ts'
import { verifyPush } from './verify-push.ts'

test.each([
  'https://Git.Example.org/team/linux.git',
  'https://robot:secret@git.example.org/team/linux',
  'ssh://git@git.example.org:2222/team/linux.git/',
  'git@git.example.org:team/linux.git',
  'git://git.example.org/team/linux.git',
])('%s is the same repository', (url) => {
  expect(repositoryName(url)).toBe('git.example.org/team/linux')
})

test.each(['', 'linux', '/srv/linux.git', 'https://git.example.org/', 'https://'])('%j names no repository', (url) => {
  expect(repositoryName(url)).toBeUndefined()
})

test.each([
  ['GitHub', { ref: 'refs/heads/main', repository: { clone_url: 'https://github.com/a/b.git', full_name: 'a/b' } }],
  ['GitLab', { ref: 'refs/heads/main', project: { git_ssh_url: 'git@github.com:a/b.git' } }],
  ['the plain form', { ref: 'main', url: 'https://github.com/a/b' }],
])('a push of %s says repository and branch', (_, body) => {
  expect(readPush(body)).toEqual({ repositories: new Set(['github.com/a/b']), tree: undefined, branch: 'main' })
})

test('a tag is named as watches name it, and what is missing or odd is left out', () => {
  expect(readPush({ ref: 'refs/tags/next-1', tree: 'next' })).toMatchObject({ branch: 'tags/next-1', tree: 'next' })
  for (const body of [null, 7, 'x', [], { ref: 5, tree: {}, repository: 'x', url: 1 }])
    expect(readPush(body)).toEqual({ repositories: new Set(), tree: undefined, branch: undefined })
})

const body = Buffer.from('{"ref":"refs/heads/main"}')
const hmac = (secret: string) => createHmac('sha256', secret).update(body).digest('hex')

test('a push is valid by the signature of its very body, or by the token', () => {
  expect(verifyPush({ 'x-hub-signature-256': `sha256=${hmac('s3cret')}` }, body, 's3cret')).toBe('valid')
  expect(verifyPush({ 'x-gitea-signature': hmac('s3cret') }, body, 's3cret')).toBe('valid')
  expect(verifyPush({ 'x-gitlab-token': 's3cret' }, body, 's3cret')).toBe('valid')
  expect(verifyPush({}, body, 's3cret')).toBe('none')
})

test('a wrong signature, one of another body, and any without a secret are not valid', () => {
  const signed = { 'x-hub-signature-256': `sha256=${hmac('s3cret')}` }
  expect(verifyPush(signed, Buffer.from('{}'), 's3cret')).toBe('invalid')
  expect(verifyPush({ 'x-hub-signature-256': `sha256=${hmac('other')}` }, body, 's3cret')).toBe('invalid')
  expect(verifyPush({ 'x-hub-signature-256': '' }, body, 's3cret')).toBe('invalid')
  expect(verifyPush({ ...signed, 'x-gitlab-token': 'wrong' }, body, 's3cret')).toBe('invalid')
  expect(verifyPush(signed, body, undefined)).toBe('invalid')
  expect(verifyPush({ 'x-gitlab-token': '' }, body, undefined)).toBe('invalid')
})
