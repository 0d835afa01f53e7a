import { afterEach, expect, test, vi } from 'vitest'
import { gatherCsv, mostCsvRows } from './gather-csv.ts'

const asked: string[] = []

/** A list of so many pages of one row each. */
function serve(pages: number): void {
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url)
    const at = Number(new URL(url, 'http://localhost').searchParams.get('cursor') ?? 0)
    const link = `</api/v1/bisections?format=csv&cursor=${at + 1}>; rel="next"`
    const headers = { 'content-type': 'text/csv', ...(at + 1 < pages ? { link } : {}) }
    return new Response(`id,title\r\n${at},"two\r\nlines"\r\n`, { headers })
  })
}

afterEach(() => {
  asked.length = 0
  vi.unstubAllGlobals()
})

test('a list of several pages becomes one file with one head', async () => {
  serve(3)
  const pages: number[] = []
  const { parts, isCut } = await gatherCsv('bisections', { tree: 'lab', text: '' }, { onPage: (at) => pages.push(at) })
  expect(parts.join('')).toBe('id,title\r\n0,"two\r\nlines"\r\n1,"two\r\nlines"\r\n2,"two\r\nlines"\r\n')
  expect(isCut).toBe(false)
  expect(pages).toEqual([1, 2, 3])
  expect(asked[0]).toBe('/api/v1/bisections?tree=lab&limit=200&format=csv')
  expect(asked[2]).toBe('/api/v1/bisections?tree=lab&limit=200&format=csv&cursor=2')
})

test('a list that is longer than the limit is cut, and says so', async () => {
  serve(60)
  const { parts, isCut } = await gatherCsv('bisections', {})
  expect(parts).toHaveLength(50)
  expect(isCut).toBe(true)
  expect(mostCsvRows).toBe(10_000)
})

test('a page that is refused ends the download with the reason', async () => {
  vi.stubGlobal('fetch', async () => new Response('{"detail":"no"}', { status: 403 }))
  await expect(gatherCsv('bisections', {})).rejects.toMatchObject({ status: 403 })
})
