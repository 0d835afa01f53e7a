import type { Page } from '@kbisect/contracts'
import { getJson } from './request.ts'

/** The most that one page of a list may have. */
export const mostItems = 200

/** Returns all items of a list that has no filters, gathered page by page. */
export async function listAll<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const all: T[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const from: string = cursor && `&cursor=${encodeURIComponent(cursor)}`
    const page: Page<T> = await getJson(`${path}?limit=${mostItems}${from}`, signal)
    all.push(...page.items)
    cursor = page.next
  }
  return all
}
