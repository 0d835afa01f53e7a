import type { NewBisection } from '@kbisect/bisection'
import type { BisectionSummary } from '@kbisect/contracts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, query } from '../connection/postgres.fixture.ts'
import type { Store } from '../store.ts'
import { culpritResult, hash, mainTarget, newBisection, otherTarget } from './bisection.fixture.ts'
import type { BisectionFilter } from './bisection-list.ts'
import { type BisectionSort, bisectionSorts } from './bisection-sorts.ts'

let opened: Awaited<ReturnType<typeof openTestStore>>
let url: string
let store: Store
const titles = new Map<string, string>()

/** Titles are letters, so that an order is a word. */
const CASES: (Partial<NewBisection> & { tree: string; done?: number; commits?: number })[] = [
  { tree: 'beta', title: 'a', commits: 7, done: 50 },
  { tree: 'alpha', title: 'b', commits: 7, branch: 'for-next' },
  { tree: 'beta', title: 'c', commits: 3, done: 10, targets: [otherTarget] },
  { tree: 'alpha', title: 'd', commits: 9, done: 50 },
  { tree: 'beta', title: 'e', commits: 7 },
  {
    tree: 'alpha',
    title: 'f',
    commits: 1,
    done: 20,
    targets: [{ ...mainTarget, config: { name: 'kasan', content: '' } }],
  },
]

beforeAll(async () => {
  opened = await openTestStore()
  ;({ store, url } = opened)
  const trees = new Map<string, string>()
  for (const name of ['alpha', 'beta'])
    trees.set(name, (await store.trees.add({ name, url: 'https://example.org/x.git' })).id)
  for (const [at, { tree, done, commits = 0, ...changes }] of CASES.entries()) {
    const { id, title } = await store.bisections.create(newBisection(trees.get(tree) ?? '', changes))
    titles.set(id, title)
    // Two by two at the same moment.
    const createdAt = new Date(Date.UTC(2026, 0, 1, 0, Math.floor(at / 2)))
    await query(url, 'UPDATE "Bisection" SET "createdAt" = $2 WHERE "id" = $1', [id, createdAt])
    await store.bisections.update(id, { commits })
    if (done !== undefined)
      await store.bisections.update(id, {
        state: 'finished',
        finishedAt: new Date(Date.UTC(2026, 0, 1, 1, done)),
        ...(title === 'c' ? { result: culpritResult } : {}),
      })
  }
})

afterAll(() => opened?.remove())

const named = (items: readonly BisectionSummary[]): string => items.map(({ id }) => titles.get(id)).join('')

const sorted = (letters: string): string =>
  letters
    .split('')
    .sort((a, b) => a.localeCompare(b))
    .join('')

async function pages(sort: BisectionSort, limit: number): Promise<string> {
  let seen = ''
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof store.bisections.summaries>> = await store.bisections.summaries({
      sort,
      limit,
      cursor,
    })
    seen += named(page.items)
    cursor = page.next
  }
  return seen
}

describe('a list of bisections', () => {
  test.each(bisectionSorts)('sorted by %s is the same in pages of any size', async (sort) => {
    const whole = named((await store.bisections.summaries({ sort, limit: 100 })).items)
    expect(sorted(whole)).toBe('abcdef')
    for (const limit of [1, 2, 4]) expect(await pages(sort, limit)).toBe(whole)
  })

  test.each<[BisectionSort, RegExp]>([
    ['-createdAt', /^[ef]{2}[cd]{2}[ab]{2}$/],
    ['createdAt', /^[ab]{2}[cd]{2}[ef]{2}$/],
    // Those that are not finished come last, both ways.
    ['-finishedAt', /^[ad]{2}fc[be]{2}$/],
    ['finishedAt', /^cf[ad]{2}[be]{2}$/],
    // Within a tree, the newest first.
    ['tree', /^fdbeca$/],
    ['-tree', /^ecafdb$/],
    ['-commits', /^deb?a?b?cf$/],
    ['architecture', /^c[ef]{2}d[ab]{2}$/],
  ])('sorted by %s is in that order', async (sort, order) => {
    expect(named((await store.bisections.summaries({ sort, limit: 100 })).items)).toMatch(order)
  })

  test.each<[BisectionFilter, string]>([
    [{ tree: 'beta' }, 'ace'],
    [{ tree: 'nowhere' }, ''],
    [{ branch: 'for-next' }, 'b'],
    [{ config: 'kasan' }, 'f'],
    [{ config: 'tinyconfig', tree: 'alpha' }, 'bd'],
    [{ architecture: 'arm' }, 'c'],
    [{ outcome: 'culprit' }, 'c'],
    [{ state: 'queued' }, 'be'],
    [{ test: 'build' }, ''],
    [{ author: 'ANN@example' }, 'c'],
    [{ author: 'nobody' }, ''],
    [{ text: 'CHANGE 3' }, 'c'],
    [{ text: 'for-N' }, 'b'],
    [{ text: hash(13).slice(0, 7) }, 'c'],
    [{ text: '%' }, ''],
    [{ text: ' ' }, 'abcdef'],
  ])('filtered by %j', async (filter, expected) => {
    const { items } = await store.bisections.summaries({ filter, limit: 100 })
    expect(sorted(named(items))).toBe(expected)
  })

  test('refuses the cursor of another sort by name, and one that somebody made up', async () => {
    const { next } = await store.bisections.summaries({ sort: 'tree', limit: 1 })
    const other = store.bisections.summaries({ sort: '-tree', limit: 1, cursor: next ?? '' })
    await expect(other).rejects.toMatchObject({
      code: 'bad-cursor',
      message: expect.stringContaining('belongs to a list sorted by tree, not by -tree'),
    })
    const madeUp = [
      'x',
      '[]',
      '["s","tree"]',
      '["s","tree",1,2,3]',
      '["s","tree","a",1e99,"b"]',
      '["s","tree",null,1,"b"]',
    ]
    for (const text of madeUp) {
      const cursor = Buffer.from(text).toString('base64url')
      await expect(store.bisections.summaries({ sort: 'tree', limit: 1, cursor })).rejects.toMatchObject({
        code: 'bad-cursor',
      })
    }
  })

  test('shows culprit and reason', async () => {
    const { items } = await store.bisections.summaries({ filter: { outcome: 'culprit' }, limit: 1 })
    expect(items[0]).toMatchObject({ culprit: culpritResult.culprit, reason: culpritResult.reason, label: 'confirmed' })
  })
})

describe('the overview', () => {
  test('shows what runs, what ended last, and how much there is', async () => {
    const { running, finished, totals, regressions } = await store.bisections.overview()
    expect(named(running)).toBe('eb')
    expect(named(finished)).toMatch(/^[ad]{2}fc$/)
    expect(regressions).toEqual([])
    expect(totals).toEqual({ bisections: 6, running: 2, openRegressions: 0, culprits: 1, probable: 0, heldMails: 0 })
  })

  test.each([
    ['probable', 1],
    [null, 1],
    ['confirmed without revert', 0],
    ['confirmed', 0],
  ] as const)(
    'counts a culprit with the label %j among those that are not confirmed %i times',
    async (label, probable) => {
      const [found] = [...titles].find(([, title]) => title === 'c') ?? ['']
      await store.bisections.update(found, { result: { ...culpritResult, label } })
      expect((await store.bisections.overview()).totals).toMatchObject({ culprits: 1, probable })
      expect((await store.bisections.overview()).finished.map((one) => one.label)).toContain(label)
    },
  )
})

describe('regressions', () => {
  test('are filtered, and show the culprit of their bisection', async () => {
    const tree = await store.trees.byName('beta')
    const found = [...titles].find(([, title]) => title === 'c')?.[0] ?? ''
    const about = { goodHash: hash(1), badHash: hash(2), targetName: 'arm', architecture: 'arm', branch: 'main' }
    const signature = { kind: 'panic', text: 'panic in cma_init' } as const
    const id = await store.bisections.addRegression(found, {
      ...about,
      treeId: tree?.id ?? '',
      testKind: 'boot',
      signature,
    })
    const listed = async (filter: object) =>
      (await store.bisections.regressions({ filter, limit: 10 })).items.map((item) => item.id)
    for (const filter of [
      {},
      { state: ['open', 'known'] },
      { tree: 'beta' },
      { branch: 'main', architecture: 'arm', test: 'boot' },
      { text: 'CMA_init' },
      { text: 'change 3' },
      { text: hash(13).slice(0, 8) },
    ])
      expect([filter, await listed(filter)]).toEqual([filter, [id]])
    for (const filter of [{ state: ['fixed'] }, { tree: 'alpha' }, { architecture: 'arm64' }, { text: 'oops' }])
      expect([filter, await listed(filter)]).toEqual([filter, []])
    expect(await store.bisections.regression(id)).toMatchObject({
      culprit: culpritResult.culprit,
      label: 'confirmed',
      signature,
      origin: null,
      note: null,
      state: 'open',
    })
    expect((await store.bisections.overview()).totals.openRegressions).toBe(1)
    expect(await store.bisections.regression('nowhere')).toBeUndefined()
  })
})
