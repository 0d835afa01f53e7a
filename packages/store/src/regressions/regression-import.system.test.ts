import type { ImportedRegression } from '@kbisect/bisection'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hash, storedBisection } from '../bisections/bisection.fixture.ts'
import { newId } from '../connection/new-id.ts'
import { openTestStore } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let store: Store

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store } = opened)
})
afterAll(() => opened?.remove())

const place = { goodHash: hash(1), badHash: hash(2), targetName: 'arm64', architecture: 'arm64', branch: null }
const signature = { kind: 'panic' as const, text: 'panic in cma_init' }

/** A bisection, what it says of its regression, and what was reported of it. */
async function reportedOf(changes: Partial<ImportedRegression> = {}) {
  const id = await storedBisection(store)
  const treeId = (await store.bisections.find(id))?.tree.id ?? ''
  const found = { ...place, treeId, testKind: 'boot', signature }
  const imported: ImportedRegression = {
    ...{ ...found, id: newId(), signature: null, dedupKey: newId(), bisectionId: id, source: 'kcidb' },
    ...{ origin: { testId: 'maestro:1' }, note: 'as reported' },
    ...changes,
  }
  return { id, imported, find: () => store.bisections.addRegression(id, found) }
}

describe('a regression that is reported and found at the same moment', () => {
  test('is one row, whichever comes first', async () => {
    for (let round = 0; round < 10; round++) {
      const { id, imported, find } = await reportedOf()
      const [{ regression }, found] = await Promise.all([store.regressionImports.create(imported, []), find(), find()])
      expect(regression.id).toBe(found)
      expect(regression.bisectionId).toBe(id)
      expect(await store.regressionImports.known([imported.dedupKey])).toMatchObject({ id: found, note: 'as reported' })
      expect(await store.bisections.regression(found)).toMatchObject({ origin: { testId: 'maestro:1' } })
    }
  })

  test('keeps what its bisection found, and is announced once', async () => {
    const { imported, find } = await reportedOf()
    const found = await find()
    const webhook = await store.webhooks.create({
      ...{ url: 'https://example.org/hook', types: ['regression.found'], description: '', format: 'standard' },
      ...{ filters: {}, githubSignature: false, headers: {}, secret: 'whsec_x' },
    })
    const messages = [{ webhookId: webhook.id, text: '{}' }]
    const told = [{ subject: imported.bisectionId ?? '', type: 'regression.found' as const, messages }]
    const { regression, deliveries } = await store.regressionImports.create(imported, told)
    expect(regression).toMatchObject({ id: found, signature, source: 'bisection' })
    expect(deliveries).toEqual([])
  })
})

test('a recorded regression whose bisection has one of its own already is answered with that one', async () => {
  const { id, imported, find } = await reportedOf({ bisectionId: null })
  const { regression: recorded } = await store.regressionImports.create(imported, [])
  const found = await find()
  expect(await store.regressionImports.link(recorded.id, id, null)).toMatchObject({ id: found, bisectionId: id })
  expect(await store.bisections.regression(recorded.id)).toMatchObject({
    bisectionId: null,
    note: expect.stringContaining(found),
  })
})

test('a regression of a tree that was removed meanwhile is refused as that', async () => {
  const { imported } = await reportedOf({ bisectionId: null, treeId: 'removed' })
  await expect(store.regressionImports.create(imported, [])).rejects.toMatchObject({ code: 'unknown-tree' })
})

test('a regression is linked to another bisection', async () => {
  const { imported } = await reportedOf()
  const { regression } = await store.regressionImports.create(imported, [])
  const other = await storedBisection(store)
  expect(await store.regressionImports.link(regression.id, other, null)).toMatchObject({
    ...{ id: regression.id, bisectionId: other, note: null },
  })
})
