import type { Page } from '@kbisect/contracts'
import type { Api } from './api.ts'

const PAGE = 200

/** Yields the items of a list page by page. @param path of the list, with its filters */
export async function* listPages<T>(api: Pick<Api, 'get'>, path: string): AsyncGenerator<readonly T[]> {
  const [base = '', query = ''] = path.split('?')
  const parameters = new URLSearchParams(query)
  parameters.set('limit', String(PAGE))
  for (let next: string | null = ''; next !== null; ) {
    if (next !== '') parameters.set('cursor', next)
    const page: Page<T> = await api.get(`${base}?${parameters}`)
    yield page.items
    next = page.next ?? null
  }
}

/** Returns all items of a list. */
export async function listAll<T>(api: Pick<Api, 'get'>, path: string): Promise<T[]> {
  const all: T[] = []
  for await (const items of listPages<T>(api, path)) for (const item of items) all.push(item)
  return all
}
