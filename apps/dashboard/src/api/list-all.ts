import type { Page } from '@kbisect/contracts'
import { pageQuery } from './paged.ts'
import { getJson } from './request.ts'

/** The most that one page of a list may have. */
export const mostItems = 200

/** Returns all items of a list that has no filters, gathered page by page. */
export async function listAll<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const all: T[] = []
  for (let cursor: string | undefined; ; ) {
    const page: Page<T> = await getJson(`${path}?${pageQuery({ limit: String(mostItems) }, cursor)}`, signal)
    all.push(...page.items)
    if (page.next === null) return all
    cursor = page.next
  }
}
