import { describe, expect, test } from 'vitest'
import type { Page } from './cursor.ts'
import { pageByName, pageByTime } from './page-of-list.ts'

const badCursor = expect.objectContaining({ code: 'bad-cursor' })

/** The names of each page. */
function pagesOf(list: (cursor: string | undefined) => Page<{ readonly name: string }>): string[][] {
  const pages: string[][] = []
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<{ readonly name: string }> = list(cursor)
    pages.push(page.items.map(({ name }) => name))
    cursor = page.next
  }
  return pages
}

describe('a list by name', () => {
  const workers = ['d', 'a', 'c', 'b'].map((name) => ({ name }))

  test('comes in pages that follow each other', () => {
    expect(pagesOf((cursor) => pageByName(workers, { cursor, limit: 3 }))).toEqual([['a', 'b', 'c'], ['d']])
    expect(pagesOf((cursor) => pageByName(workers, { cursor, limit: 4 }))).toEqual([['a', 'b', 'c', 'd']])
    expect(pageByName([], { limit: 3 })).toEqual({ items: [], next: null })
  })

  test('goes on after a name that has left the list', () => {
    const { next } = pageByName(workers, { limit: 2 })
    const left = workers.filter(({ name }) => name !== 'b')
    expect(pageByName(left, { cursor: next ?? '', limit: 2 }).items).toEqual([{ name: 'c' }, { name: 'd' }])
  })
})

describe('a list by time', () => {
  const branches = [
    { name: 'old', committedAt: -5 },
    { name: 'b', committedAt: 7 },
    { name: 'a', committedAt: 7 },
    { name: 'new', committedAt: 9 },
  ]

  test('comes newest first in pages, also over equal times', () => {
    expect(pagesOf((cursor) => pageByTime(branches, { cursor, limit: 2 }))).toEqual([
      ['new', 'a'],
      ['b', 'old'],
    ])
  })

  test('refuses the cursor of a list by name, and the other way round', () => {
    const byTime = pageByTime(branches, { limit: 1 }).next ?? ''
    const byName = pageByName(branches, { limit: 1 }).next ?? ''
    expect(() => pageByTime(branches, { cursor: byName, limit: 1 })).toThrow(badCursor)
    expect(() => pageByName(branches, { cursor: byTime, limit: 1 })).toThrow(badCursor)
    expect(() => pageByName(branches, { cursor: 'x', limit: 1 })).toThrow(badCursor)
  })
})
