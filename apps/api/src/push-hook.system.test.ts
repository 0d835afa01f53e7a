import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestService, type TestService } from './service.fixture.ts'
import { addSmallTree } from './small-repository.fixture.ts'

const SECRET = 'a-secret-of-the-hooks'
let service: TestService
beforeAll(async () => {
  service = await startTestService({ KBISECT_PUSH_SECRET: SECRET })
  await addSmallTree(service)
  await service.parts.store.trees.add({ name: 'remote', url: 'https://git.example.org/team/linux.git' })
  const add = (name: string, tree: string, branches: readonly string[]) =>
    service.call('POST', '/watches', { name, tree, branches, targets: [{ architecture: 'arm64' }] })
  await add('remote-main', 'remote', ['main'])
  await add('remote-ci', 'remote', ['ci/*', 'tags/next-*'])
  await add('other', 'small', ['main'])
})
afterAll(() => service?.remove())

const push = (body: string, headers: Record<string, string>) =>
  fetch(`${service.url}/api/v1/hooks/push`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
const signed = (body: string) => ({
  'x-hub-signature-256': `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
})
const github = (ref: string) =>
  JSON.stringify({
    ref,
    repository: { clone_url: 'https://github.com/x/y.git', ssh_url: 'git@git.example.org:team/linux.git' },
  })

test.each([
  ['refs/heads/main', ['remote-main']],
  ['refs/heads/ci/mm', ['remote-ci']],
  ['refs/tags/next-20260101', ['remote-ci']],
  ['refs/heads/quiet', []],
])('a signed push of %s has the watches look whose patterns name it', async (ref, watches) => {
  const body = github(ref)
  const response = await push(body, signed(body))
  expect([response.status, await response.json()]).toEqual([202, { watches }])
})

test('the token of GitLab is as good as a signature', async () => {
  const body = JSON.stringify({
    ref: 'refs/heads/main',
    project: { git_http_url: 'https://git.example.org/team/linux' },
  })
  const response = await push(body, { 'x-gitlab-token': SECRET })
  expect(await response.json()).toEqual({ watches: ['remote-main'] })
})

test('a program sends the name of the tree with its token', async () => {
  const response = await service.call('POST', '/hooks/push', { tree: 'small', ref: 'refs/heads/main' })
  expect([response.status, await response.json()]).toEqual([202, { watches: ['other'] }])
})

test('a token that may only read is refused', async () => {
  const made = await service.call('POST', '/tokens', { name: 'reader', scope: 'read' })
  const { token } = (await made.json()) as { token: string }
  const as = { authorization: `Bearer ${token}` }
  expect((await service.call('POST', '/hooks/push', { tree: 'small' }, as)).status).toBe(403)
})

test('a wrong signature, and none without a token, are refused, and the answer says nothing of watches', async () => {
  const body = github('refs/heads/main')
  for (const headers of [signed(`${body} `), { 'x-gitlab-token': 'wrong' }, {}]) {
    const response = await push(body, headers)
    expect(response.status).toBe(401)
    expect(await response.text()).not.toContain('remote-main')
  }
})

test('a body that is no JSON is refused without a piece of it', async () => {
  const body = `{"secret": "s3cret" oops`
  const response = await push(body, signed(body))
  expect(response.status).toBe(400)
  expect(await response.text()).not.toContain('s3cret')
})
