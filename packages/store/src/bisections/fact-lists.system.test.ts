import type { Page } from '@kbisect/contracts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import { build, hash, run, storedBisection } from './bisection.fixture.ts'
import { type FactRequest, factSorts } from './fact-lists.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let id: string

const runs = (request: FactRequest) => opened.store.bisections.runs(id, request)
const builds = (request: FactRequest) => opened.store.bisections.builds(id, request)

beforeAll(async () => {
  opened = await openTestStore()
  const { bisections } = opened.store
  id = await storedBisection(opened.store)
  for (const attempt of [1, 2, 3, 4, 5]) await bisections.addRun(id, run({ commit: hash(10) }, attempt))
  for (const at of [10, 11, 12]) await bisections.addBuild(id, build({ commit: hash(at) }))
  await query(opened.url, `UPDATE "Run" SET "finishedAt" = '2026-11-01' WHERE "attempt" IN (2, 3, 4)`)
})

afterAll(() => opened?.remove())

/** Follows the cursors of a list to its last page. */
async function pagesOf<T>(list: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[][]> {
  const pages: T[][] = []
  let next: string | null = null
  do {
    const page = await list(next ?? undefined)
    pages.push(page.items)
    next = page.next
  } while (next !== null)
  return pages
}

test.each(factSorts)('runs and builds sorted by %s are paged, also those of one moment', async (sort) => {
  const { items } = await runs({ sort, limit: 200 })
  expect(items).toHaveLength(5)
  const pages = await pagesOf((cursor) => runs({ sort, cursor, limit: 2 }))
  expect(pages).toEqual([items.slice(0, 2), items.slice(2, 4), items.slice(4)])
  const built = await builds({ sort, limit: 200 })
  expect(await pagesOf((cursor) => builds({ sort, cursor, limit: 3 }))).toEqual([built.items])
})

test('runs sorted by -finishedAt are those sorted by finishedAt, turned round', async () => {
  const newest = await runs({ sort: '-finishedAt', limit: 200 })
  expect(newest.items.toReversed()).toEqual((await runs({ limit: 200 })).items)
})

test('the store refuses a cursor that the list of runs did not give out', async () => {
  for (const cursor of ['x', Buffer.from('p 3').toString('base64url')])
    await expect(runs({ cursor, limit: 2 })).rejects.toMatchObject({ code: 'bad-cursor' })
})
