import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, query, testKeys } from '../connection/postgres.fixture.ts'
import { openStore, type Store } from '../store.ts'
import { newBisection } from './bisection.fixture.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})

afterAll(() => opened?.remove())

describe('trees', () => {
  test('are found by name and id, and have a name each', async () => {
    const request = { name: 'mainline', url: 'https://example.org/linux.git' }
    const tree = await store.trees.add(request)
    expect(tree).toMatchObject({ ...request, fetchedAt: null, hasCredentials: false })
    await expect(store.trees.add(request)).rejects.toMatchObject({ code: 'name-taken' })
    await store.trees.touch(tree.id, new Date('2026-01-02T03:04:05Z'))
    const fetched = { ...tree, fetchedAt: '2026-01-02T03:04:05.000Z' }
    expect(await store.trees.byName('mainline')).toEqual(fetched)
    expect(await store.trees.find(tree.id)).toEqual(fetched)
    expect(await store.trees.all()).toEqual([fetched])
    expect(await store.trees.byName('nowhere')).toBeUndefined()
    await store.trees.touch('nowhere', new Date())
  })

  test('keep a template of the pages of their commits until it is removed', async () => {
    const commitUrl = 'https://git.example.org/c/{hash}'
    const { id } = await store.trees.add({ name: 'linked', url: 'https://example.org/x.git', commitUrl })
    const created = await store.bisections.create(newBisection(id))
    expect((await store.bisections.find(created.id))?.tree).toMatchObject({ id, commitUrl })
    expect(await store.trees.setCommitUrl(id, null)).toBe(true)
    expect(await store.trees.find(id)).toMatchObject({ commitUrl: null })
    expect(await store.trees.setCommitUrl('nowhere', commitUrl)).toBe(false)
    await store.bisections.remove(created.id)
    await store.trees.remove(id)
  })

  test('can be removed only while no bisection belongs to them', async () => {
    const tree = await store.trees.add({ name: 'stable', url: 'https://example.org/stable.git' })
    const { id } = await store.bisections.create(newBisection(tree.id))
    await expect(store.trees.remove(tree.id)).rejects.toMatchObject({ code: 'tree-in-use' })
    await store.bisections.remove(id)
    expect(await store.trees.remove(tree.id)).toBe(true)
    expect(await store.trees.remove(tree.id)).toBe(false)
  })
})

describe('credentials of a tree', () => {
  const secret = { user: 'robot', password: 'glpat-sesame' }
  const stored = async () => JSON.stringify(await query(opened.url, 'SELECT * FROM "Tree"'))

  test('are stored encrypted, and given to those with the key alone', async () => {
    const { id } = await store.trees.add({ name: 'secret', url: 'https://example.org/secret.git', credentials: secret })
    expect(await store.trees.find(id)).toMatchObject({ hasCredentials: true })
    expect(await store.trees.credentials(id)).toEqual(secret)
    expect(await stored()).not.toMatch(/robot|sesame/)
    const keyless = await openStore(opened.url)
    await expect(keyless.trees.credentials(id)).rejects.toMatchObject({ code: 'secrets-key-missing' })
    await keyless.close()
    expect(await store.trees.setCredentials(id, null)).toBe(true)
    expect(await store.trees.credentials(id)).toBeUndefined()
    expect(await store.trees.setCredentials('nowhere', secret)).toBe(false)
  })

  test('of one tree do not open for another', async () => {
    const { id } = await store.trees.add({ name: 'copied', url: 'https://example.org/1', credentials: secret })
    const other = await store.trees.add({ name: 'thief', url: 'https://evil.example/2' })
    const copy = 'UPDATE "Tree" SET "credentials" = (SELECT "credentials" FROM "Tree" WHERE "id" = $1) WHERE "id" = $2'
    await query(opened.url, copy, [id, other.id])
    await expect(store.trees.credentials(other.id)).rejects.toMatchObject({ code: 'secrets-key-missing' })
    await store.trees.remove(other.id)
  })

  test('are sealed again with another key', async () => {
    const { id } = await store.trees.add({ name: 'rotated', url: 'https://example.org/3', credentials: secret })
    const next = Buffer.alloc(32, 9)
    const keys = [next, ...testKeys.find()]
    const rotated = await openStore(opened.url, { secretsKeys: { find: () => keys, make: () => keys } })
    expect(await rotated.trees.sealAgain()).toMatchObject({ sealed: expect.any(Number), unreadable: [] })
    expect(await rotated.trees.sealAgain()).toEqual({ sealed: 0, unreadable: [] })
    await rotated.close()
    const alone = await openStore(opened.url, { secretsKeys: { find: () => [next], make: () => [next] } })
    expect(await alone.trees.credentials(id)).toEqual(secret)
    await alone.close()
    expect((await store.trees.sealAgain()).unreadable).toContain(id)
    const lost = openStore(opened.url, { secretsKeys: { find: () => undefined, make: () => [next] } })
    await expect(lost).rejects.toMatchObject({ code: 'secrets-key-lost' })
  })

  test('take up what stored URLs hold, and none that the tree has are lost', async () => {
    const ids = ['token', 'both', 'kept', 'plain'].map((name) => `user${name}`)
    const urls = ['https://glpat-a@h.example/x', 'https://u:glpat-b@h.example/x', 'http://glpat-c@h.example/x', '/x@y']
    for (const [at, id] of ids.entries())
      await query(opened.url, 'INSERT INTO "Tree" ("id", "name", "url") VALUES ($1, $1, $2)', [id, urls[at]])
    await store.trees.setCredentials('userkept', secret)
    const split = (url: string) => {
      const [, scheme = '', user = '', password = '', rest = ''] =
        /^(https?:\/\/)([^:@/]*):?([^@/]*)@(.*)$/.exec(url) ?? []
      return scheme === '' ? undefined : { url: scheme + rest, user, password }
    }
    expect(await store.trees.moveUserParts(split)).toEqual(['userboth', 'userkept', 'usertoken'])
    expect(await store.trees.moveUserParts(split)).toEqual([])
    expect(await store.trees.find('usertoken')).toMatchObject({ url: 'https://h.example/x', hasCredentials: true })
    expect(await store.trees.credentials('usertoken')).toEqual({ user: 'glpat-a', password: '' })
    expect(await store.trees.credentials('userboth')).toEqual({ user: 'u', password: 'glpat-b' })
    expect(await store.trees.credentials('userkept')).toEqual(secret)
    expect(await store.trees.find('userplain')).toMatchObject({ url: '/x@y', hasCredentials: false })
    expect(await stored()).not.toContain('glpat-')
  })
})
