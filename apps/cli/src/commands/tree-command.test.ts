import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeService, refuse, startFakeService } from '../fake-service.fixture.ts'
import { runKbisect } from '../run-kbisect.fixture.ts'

const URL = 'https://git.example.org/linux.git'
const tree = {
  name: 'vendor',
  url: URL,
  fetchedAt: '2026-01-01T00:00:00Z' as string | null,
  fetching: false,
  progress: null,
  fetchError: null as string | null,
  hasCredentials: true,
}
let directory = ''
let service: FakeService

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-tree-'))
  service = await startFakeService({
    'GET /trees': () => ({ items: [tree, { ...tree, name: 'mainline', hasCredentials: false }], next: null }),
    'POST /trees': () => tree,
    'GET /trees/vendor': () => tree,
    'PUT /trees/vendor/credentials': () => tree,
    'POST /trees/vendor/fetch': () => tree,
    'DELETE /trees/vendor': (_, response) => response.writeHead(204).end(),
    'DELETE /trees/vendor/credentials': (_, response) => response.writeHead(204).end(),
  })
})
afterEach(async () => {
  await service.close()
  rmSync(directory, { recursive: true })
})

const kbisect = (args: readonly string[], input = '') => runKbisect(service.url, args, { input })
const sent = () => service.received.filter(({ method }) => method !== 'GET')

test('tree add sends the template of the pages of commits', async () => {
  const commitUrl = 'https://git.example.org/c/{hash}'
  expect((await kbisect(['tree', 'add', 'vendor', URL, '--commit-url', commitUrl])).status).toBe(0)
  expect(sent()).toMatchObject([{ path: '/trees', body: { name: 'vendor', url: URL, commitUrl } }])
})

test('tree add sends the credentials that standard input holds, and prints none of them', async () => {
  const { status, out, notes } = await kbisect(
    ['tree', 'add', 'vendor', URL, '--credentials-file', '-', '--json'],
    'username=robot\npassword=s3cret\n',
  )
  expect(status).toBe(0)
  expect(sent()).toMatchObject([
    { path: '/trees', body: { name: 'vendor', url: URL, credentials: { user: 'robot', password: 's3cret' } } },
  ])
  expect(JSON.parse(out[0] ?? '')).toMatchObject({ name: 'vendor' })
  expect([...out, ...notes].join('\n')).not.toContain('s3cret')
})

test('tree credentials sends those of a file, and says whether the fetch worked', async () => {
  const file = join(directory, 'token')
  writeFileSync(file, 's3cret\n')
  const args = ['tree', 'credentials', 'vendor', '--credentials-file', file]
  expect(await kbisect(args)).toMatchObject({ status: 0, notes: ['the tree vendor is fetched, with its credentials'] })
  expect(sent()).toMatchObject([{ method: 'PUT', path: '/trees/vendor/credentials', body: { password: 's3cret' } }])
  service.routes['PUT /trees/vendor/credentials'] = () => ({ ...tree, fetchedAt: null, fetchError: 'access denied' })
  const refused = await kbisect(args)
  expect(refused.status).toBe(2)
  expect(refused.notes).toEqual([
    'the tree vendor cannot be fetched: access denied',
    expect.stringContaining('`kbisect tree credentials vendor --credentials-file -` replaces its credentials'),
  ])
})

test('a refusal of credentials names the option', async () => {
  service.routes['PUT /trees/vendor/credentials'] = (_, response) =>
    refuse(response, 422, 'invalid', 'x', { errors: [{ field: 'password', message: 'is too long', hint: 'cut it' }] })
  const { status, notes } = await kbisect(['tree', 'credentials', 'vendor', '--credentials-file', '-'], 'x')
  expect([status, notes]).toEqual([2, ['--credentials-file: is too long (cut it)']])
})

test('a hint that names a request of the API names the command instead, without brackets in brackets', async () => {
  service.routes['POST /trees/nope/fetch'] = (_, response) =>
    refuse(response, 404, 'not-found', 'x', {
      errors: [
        {
          field: 'name',
          message: 'there is no tree nope',
          hint: 'check the name, or list the trees (GET /api/v1/trees).',
        },
      ],
    })
  const { status, notes } = await kbisect(['tree', 'fetch', 'nope'])
  expect([status, notes]).toEqual([
    2,
    ['name: there is no tree nope. Check the name, or list the trees (`kbisect tree list`).'],
  ])
})

test('tree credentials wants a file or --remove, and not both', async () => {
  const both = ['tree', 'credentials', 'vendor', '--credentials-file', '-', '--remove']
  for (const args of [both, both.slice(0, 3)]) {
    const { status, notes } = await kbisect(args, 'x')
    expect([status, notes[0]]).toEqual([2, 'give --credentials-file FILE or --remove, and not both'])
  }
  expect(service.received).toEqual([])
  expect((await kbisect(['tree', 'credentials', 'vendor', '--remove', '--json'])).status).toBe(0)
  expect(sent()).toMatchObject([{ method: 'DELETE', path: '/trees/vendor/credentials' }])
})

test('tree list shows each tree with its last fetch', async () => {
  const { out } = await kbisect(['tree', 'list'])
  expect(out.map((line) => line.split(/ {2,}/))).toEqual([
    ['vendor', expect.stringMatching(/^fetched 20\d\d-/), URL, 'with credentials'],
    ['mainline', expect.stringMatching(/^fetched 20\d\d-/), URL, ''],
  ])
  expect(JSON.parse((await kbisect(['tree', 'list', '--json'])).out.join('\n'))).toHaveLength(2)
})

test('tree fetch and tree remove ask for what they say', async () => {
  expect((await kbisect(['tree', 'fetch', 'vendor'])).status).toBe(0)
  expect((await kbisect(['tree', 'remove', 'vendor'])).notes).toEqual(['the tree vendor is removed'])
  expect(sent().map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /trees/vendor/fetch',
    'DELETE /trees/vendor',
  ])
})

const range = ['--good', 'v1', '--bad', 'v2', '--arch', 'arm']

test.each([
  ['tree add', ['tree', 'add', 'vendor', 'https://s3cret@git.example.org/x.git'], 'URL'],
  ['start', ['start', '--repo', 'https://robot:s3cret@git.example.org/x.git', ...range], '--repo'],
  ['start by ssh', ['start', '--repo', 'ssh://git:s3cret@git.example.org/x.git', ...range], '--repo'],
])('%s refuses a URL that holds a secret, and does not show it', async (_, args, option) => {
  const { status, notes } = await kbisect(args)
  expect([status, notes[0]]).toEqual([2, `${option}: the URL holds a user or a password, which can be an access token`])
  expect(notes[1]).toContain('--credentials-file')
  expect(notes.join('\n')).not.toContain('s3cret')
  expect(service.received).toEqual([])
})

test('start gives a new tree and a known one the credentials of the file', async () => {
  service.routes['POST /bisections'] = () => ({ id: 'x', title: 't' })
  const start = (url: string) => kbisect(['start', '--repo', url, '--credentials-file', '-', ...range], 's3cret')
  expect((await start('ssh://git@git.example.org/new.git')).status).toBe(0)
  expect((await start(URL)).status).toBe(0)
  expect(sent()).toMatchObject([
    { path: '/trees', body: { credentials: { password: 's3cret' } } },
    { path: '/bisections' },
    { path: '/trees/vendor/credentials', body: { password: 's3cret' } },
    { path: '/bisections' },
  ])
})
