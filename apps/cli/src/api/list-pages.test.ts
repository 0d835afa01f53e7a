import { expect, test } from 'vitest'
import { listAll, listPages } from './list-pages.ts'

/** Serves 450 numbers, at most as many at once as were asked for. */
function serve() {
  const asked: string[] = []
  const get = async <T>(path: string): Promise<T> => {
    asked.push(path)
    const query = new URL(path, 'http://localhost').searchParams
    const from = Number(query.get('cursor') ?? 0)
    const end = Math.min(450, from + Number(query.get('limit')))
    const items = Array.from({ length: end - from }, (_, at) => from + at)
    return { items, next: end < 450 ? String(end) : null } as T
  }
  return { api: { get }, asked }
}

test('a list is read to its end, page by page, with its filters', async () => {
  const { api, asked } = serve()
  expect(await listAll(api, '/numbers?sort=-size')).toEqual(Array.from({ length: 450 }, (_, at) => at))
  expect(asked).toEqual([
    '/numbers?sort=-size&limit=200',
    '/numbers?sort=-size&limit=200&cursor=200',
    '/numbers?sort=-size&limit=200&cursor=400',
  ])
})

test('the rest of a list is not asked for once the reader has found what it wanted', async () => {
  const { api, asked } = serve()
  for await (const items of listPages<number>(api, '/numbers')) if (items.includes(250)) break
  expect(asked).toHaveLength(2)
})
