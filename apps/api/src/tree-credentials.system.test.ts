import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type AuditEntry, TreeStatus } from '@kbisect/contracts'
import { openMirror } from '@kbisect/git'
import { type GitServer, startGitServer } from '@kbisect/testing'
import pg from 'pg'
import type Type from 'typebox'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository, type SmallRepository } from './small-repository.fixture.ts'

const known = { user: 'robot', password: "glpat-s3cret '$(id)" }
const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

let service: TestService
let repository: SmallRepository
let server: GitServer
let other: GitServer
let url: string

beforeAll(async () => {
  service = await startTestService({ KBISECT_GIT_PROTOCOLS: 'file,http,ssh', KBISECT_GIT_ALLOW_CIDRS: '127.0.0.0/8' })
  repository = createSmallRepository(join(service.directory, 'source'))
  execFileSync('git', ['clone', '-q', '--bare', join(service.directory, 'source'), join(service.directory, 'x.git')])
  // A server that tells everybody what it was given.
  const refusal = ({ authorization = '' }: { authorization: string | undefined }) =>
    `refused: ${authorization} ${Buffer.from(authorization.slice(6), 'base64').toString()}`
  other = await startGitServer({ root: service.directory })
  server = await startGitServer({
    ...{ root: service.directory, credentials: known, refusal },
    redirect: (path) => (path.startsWith('/moved') ? `${other.url}${path.replace('/moved', '/x.git')}` : undefined),
  })
  url = `${server.url}/x.git`
})

afterAll(async () => {
  await service?.remove()
  await server?.stop()
  await other?.stop()
})

const tree = async (name: string) => expectAnswer(TreeStatus, await service.call('GET', `/trees/${name}`), 200)

async function fetched(name: string): Promise<TreeStatus> {
  return await vi.waitFor(async () => {
    const now = await tree(name)
    if (now.fetching || (now.fetchedAt === null && now.fetchError === null)) throw new Error(`${name} is fetched still`)
    return now
  }, 60_000)
}

test('a tree whose server wants a password is fetched with the credentials that it is given, which nothing shows', async () => {
  await expectAnswer(TreeStatus, await service.call('POST', '/trees', { name: 'private', url }), 202)
  expect(await fetched('private')).toMatchObject({
    hasCredentials: false,
    fetchedAt: null,
    fetchError: expect.stringContaining('PUT /api/v1/trees/NAME/credentials'),
  })

  const wrong = { user: 'robot', password: 'glpat-wrong' }
  await expectAnswer(TreeStatus, await service.call('PUT', '/trees/private/credentials', wrong), 200)
  const refused = await fetched('private')
  expect(refused).toMatchObject({ hasCredentials: true, fetchedAt: null })
  // The server sent them back in its own words.
  expect(server.requests.map(({ authorization }) => authorization)).toContain(basic(wrong.user, wrong.password))
  expect(refused.fetchError).toContain('***')
  expect(refused.fetchError).not.toMatch(/glpat|Z2xwYXQ/)

  await expectAnswer(TreeStatus, await service.call('PUT', '/trees/private/credentials', known), 200)
  expect(await fetched('private')).toMatchObject({ hasCredentials: true, fetchError: null, url })
  const commit = await service.call('GET', '/trees/private/commits/main')
  expect(await commit.json()).toMatchObject({ hash: repository.hash('main') })

  const answers = await Promise.all(['/trees', '/trees/private', '/audit'].map((path) => service.call('GET', path)))
  const texts = await Promise.all(answers.map((answer) => answer.text()))
  const client = new pg.Client({ connectionString: service.databaseUrl })
  await client.connect()
  const rows = JSON.stringify((await client.query('SELECT * FROM "Tree"')).rows)
  await client.end()
  const files = readdirSync(join(service.directory, 'mirrors/private.git'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/pack|objects/.test(entry.parentPath))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  const log = readFileSync(join(service.directory, 'api.log'), 'utf8')
  expect(files.length).toBeGreaterThan(3)
  expect(log).toContain('fetching a tree failed')
  for (const text of [...texts, ...files, rows, log]) expect(text).not.toMatch(/glpat|Z2xwYXQ/)
})

test('credentials are set and removed by administrators, and the audit log says so', async () => {
  const body = { name: 'at-once', url, credentials: known }
  await expectAnswer(TreeStatus, await service.call('POST', '/trees', body), 202)
  expect(await fetched('at-once')).toMatchObject({ hasCredentials: true, fetchError: null })
  expect((await service.call('DELETE', '/trees/at-once/credentials')).status).toBe(204)
  expect(await tree('at-once')).toMatchObject({ hasCredentials: false })
  await service.call('POST', '/trees/at-once/fetch')
  expect((await fetched('at-once')).fetchError).toContain('credentials')

  const { token } = (await (await service.call('POST', '/tokens', { name: 'sub', scope: 'submit' })).json()) as {
    token: string
  }
  const asSubmitter = { authorization: `Bearer ${token}` }
  for (const method of ['PUT', 'DELETE'])
    await expectProblem(await service.call(method, '/trees/private/credentials', known, asSubmitter), 403)

  const audit = await (await service.call('GET', '/audit')).json()
  const entries = (audit as { items: Type.Static<typeof AuditEntry>[] }).items
  expect(entries).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ action: 'tree.credential', subject: 'private' }),
      expect.objectContaining({ action: 'tree.credential.delete', subject: 'at-once' }),
    ]),
  )
})

test('a server that redirects to another one does not give it the credentials', async () => {
  const body = { name: 'moved', url: `${server.url}/moved`, credentials: known }
  await expectAnswer(TreeStatus, await service.call('POST', '/trees', body), 202)
  expect((await fetched('moved')).fetchError).toContain('redirect')
  expect(other.requests).toEqual([])
})

test('git has the password neither in its arguments nor after it was used', async () => {
  const log = join(service.directory, 'git-arguments')
  const bin = join(service.directory, 'bin')
  execFileSync('mkdir', [bin])
  const note = `#!/bin/sh\nprintf '%s\\n' "$@" >>'${log}'\nexec /usr/bin/git "$@"\n`
  writeFileSync(join(bin, 'git'), note, { mode: 0o755 })
  const options = {
    mirrorsDirectory: join(service.directory, 'noted'),
    protocols: ['http'],
    network: { environment: { PATH: `${bin}:/usr/bin:/bin` }, addressesOf: async () => ['127.0.0.1'] },
    credentialsOf: async () => known,
  }
  const mirror = openMirror(options, { id: 'one', name: 'noted', url })
  await mirror.fetch()
  expect(await mirror.resolve('main')).toBe(repository.hash('main'))
  const told = readFileSync(log, 'utf8')
  expect(told).toContain('fetch')
  expect(told).not.toMatch(/glpat|Z2xwYXQ|robot/)
})

test.each<[unknown, string]>([
  [{ password: 'two\nlines s3cret' }, 'credentials.password'],
  [{ pasword: 's3cret' }, 'credentials.pasword'],
  ['s3cret', 'credentials'],
])('credentials that cannot be accepted are not shown: %j', async (credentials, field) => {
  const { detail, errors } = await expectProblem(
    await service.call('POST', '/trees', { name: 'typo', url, credentials }),
    422,
  )
  expect(errors?.map((error) => error.field)).toContain(field)
  expect(JSON.stringify([detail, errors])).not.toContain('s3cret')
})

test('a tree that is no HTTP tree takes no credentials', async () => {
  await service.call('POST', '/trees', { name: 'local', url: join(service.directory, 'source') })
  const { errors } = await expectProblem(await service.call('PUT', '/trees/local/credentials', known), 422)
  expect(errors).toMatchObject([{ field: 'credentials', hint: expect.any(String) }])
})
