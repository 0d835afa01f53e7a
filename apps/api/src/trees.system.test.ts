import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { TreeStatus } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectAnswer, expectProblem } from './checks.fixture.ts'
import { startTestService, type TestService } from './service.fixture.ts'
import { createSmallRepository } from './small-repository.fixture.ts'

let service: TestService

beforeAll(async () => {
  service = await startTestService({ KBISECT_GIT_PROTOCOLS: 'file,https,http,git,ssh' })
})
afterAll(() => service?.remove())

const add = (name: string, url: string): Promise<Response> => service.call('POST', '/trees', { name, url })
const mirrors = (): string[] => readdirSync(join(service.directory, 'mirrors')).filter((name) => name.endsWith('.git'))

describe('deleting a tree', () => {
  test('removes its mirror, and a new tree of that name has none of its commits', async () => {
    const old = createSmallRepository(join(service.directory, 'old'))
    const next = createSmallRepository(join(service.directory, 'next'))
    old.git('commit', '-q', '--allow-empty', '-m', 'secret')
    const secret = old.hash('main')
    await expectAnswer(TreeStatus, await add('again', join(service.directory, 'old')), 201)
    expect((await service.call('GET', `/trees/again/commits/${secret}`)).status).toBe(200)
    expect((await service.call('DELETE', '/trees/again')).status).toBe(204)
    expect(mirrors()).toEqual([])
    await expectAnswer(TreeStatus, await add('again', join(service.directory, 'next')), 201)
    await expectProblem(await service.call('GET', `/trees/again/commits/${secret}`), 404)
    expect((await service.call('GET', `/trees/again/commits/${next.hash('main')}`)).status).toBe(200)
  })

  test('that died before the mirror was removed is finished by the next start', async () => {
    createSmallRepository(join(service.directory, 'source'))
    const tree = await expectAnswer(TreeStatus, await add('dead', join(service.directory, 'source')), 201)
    await service.parts.store.trees.remove(tree.id)
    expect(mirrors()).toContain('dead.git')
    await service.parts.sweepMirrors()
    expect(mirrors()).not.toContain('dead.git')
    expect(mirrors()).toContain('again.git')
  })

  test('stops its fetch', async () => {
    // It accepts, and says nothing.
    const silent = createServer().listen(0, '127.0.0.1')
    const connected = once(silent, 'connection').then(([socket]) => (socket as Socket).resume())
    const allowed = await startTestService({
      KBISECT_GIT_PROTOCOLS: 'git',
      KBISECT_GIT_ALLOW_CIDRS: '127.0.0.0/8',
    })
    try {
      const { port } = silent.address() as { port: number }
      const body = { name: 'silent', url: `git://127.0.0.1:${port}/x` }
      await expectAnswer(TreeStatus, await allowed.call('POST', '/trees', body), 202)
      const ended = once(await connected, 'close')
      expect((await allowed.call('DELETE', '/trees/silent')).status).toBe(204)
      await ended
    } finally {
      silent.close()
      await allowed.remove()
    }
  })
})

test.each([
  'http://127.0.0.1/x',
  'http://127.1/x',
  'https://10.1.2.3/x',
  'http://169.254.169.254/latest/meta-data',
  'https://[::1]/x',
  'https://[::ffff:10.0.0.1]/x',
  'git://192.168.0.1/x',
  'git://2130706433/x',
  'ssh://git@localhost/x',
  'git@127.0.0.1:x',
])('a tree at %s is refused, as its host is not public', async (url) => {
  const { errors, detail } = await expectProblem(await add('private', url), 422)
  expect(detail).toContain('is not a public address')
  expect(errors).toMatchObject([{ field: 'url', hint: expect.stringContaining('KBISECT_GIT_ALLOW_CIDRS') }])
  expect((await service.call('GET', '/trees/private')).status).toBe(404)
})

test('a tree whose host two programs may read differently is refused', async () => {
  const { errors } = await expectProblem(await add('private', 'https://public.example\\@10.0.0.1/x'), 422)
  expect(errors).toMatchObject([{ field: 'url', message: expect.stringContaining('cannot be read for sure') }])
})

test('a path that is no repository is named as such, with what to name instead', async () => {
  const path = join(service.directory, 'plain')
  mkdirSync(path)
  const { detail, errors } = await expectProblem(await add('plain', path), 422)
  expect(detail).toBe(`url: ${path} is not a git repository`)
  expect(errors?.[0]?.hint).toBe('name a clone, one of its worktrees, or a bare repository')
  expect(existsSync(join(service.directory, 'mirrors/plain.git'))).toBe(false)
})

test('a relative path is refused with the forms that an address can have', async () => {
  const { errors } = await expectProblem(await add('relative', '../linux'), 422)
  expect(errors?.[0]?.hint).toBe('Write the whole path, from the / on, or a URL such as https://HOST/PATH.')
})

describe('the commit URL of a tree', () => {
  const template = 'https://git.example.org/linux.git/commit/?id={hash}'

  test('is stored with a new tree, changed, and removed', async () => {
    createSmallRepository(join(service.directory, 'linked'))
    const body = { name: 'linked', url: join(service.directory, 'linked'), commitUrl: template }
    const added = await expectAnswer(TreeStatus, await service.call('POST', '/trees', body), 201)
    expect(added.commitUrl).toBe(template)
    for (const commitUrl of [`${template}#x`, null]) {
      const changed = await expectAnswer(TreeStatus, await service.call('PATCH', '/trees/linked', { commitUrl }), 200)
      expect(changed.commitUrl).toBe(commitUrl)
      expect(await expectAnswer(TreeStatus, await service.call('GET', '/trees/linked'), 200)).toEqual(changed)
    }
    await expectProblem(await service.call('PATCH', '/trees/nowhere', { commitUrl: template }), 404)
  })

  test.each([
    'javascript:alert(1)//{hash}',
    'https://robot:s3cret@example.org/{hash}',
    'https://example.org/{tree}/{hash}',
    'https://example.org/commit',
  ])('is refused as %s', async (commitUrl) => {
    const url = join(service.directory, 'source')
    for (const answer of [
      await service.call('POST', '/trees', { name: 'refused', url, commitUrl }),
      await service.call('PATCH', '/trees/again', { commitUrl }),
    ]) {
      const problem = await expectProblem(answer, 422)
      expect(problem.errors).toMatchObject([{ field: 'commitUrl' }])
      expect(JSON.stringify(problem)).not.toContain('s3cret')
    }
  })
})
