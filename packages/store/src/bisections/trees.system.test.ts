import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
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
    expect(tree).toMatchObject({ ...request, fetchedAt: null })
    await expect(store.trees.add(request)).rejects.toMatchObject({ code: 'name-taken' })
    await store.trees.touch(tree.id, new Date('2026-01-02T03:04:05Z'))
    const fetched = { ...tree, fetchedAt: '2026-01-02T03:04:05.000Z' }
    expect(await store.trees.byName('mainline')).toEqual(fetched)
    expect(await store.trees.find(tree.id)).toEqual(fetched)
    expect(await store.trees.all()).toEqual([fetched])
    expect(await store.trees.byName('nowhere')).toBeUndefined()
    await store.trees.touch('nowhere', new Date())
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
