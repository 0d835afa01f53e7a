import type { Page } from '@kbisect/contracts'
import type { QueryKey } from '@tanstack/react-query'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { getJson } from './request.ts'

/** A list that is read page by page. What of `query` is empty is left out. */
export const pagedQuery = <T>(queryKey: QueryKey, path: string, query: Readonly<Record<string, string | undefined>>) =>
  infiniteQueryOptions({
    queryKey: [...queryKey, query],
    queryFn: ({ pageParam, signal }) => getJson<Page<T>>(`${path}?${pageQuery(query, pageParam)}`, signal),
    // Whoever comes back to a list wants it as it is now.
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })

/** The query of a page that begins at a cursor; the first without one. */
export function pageQuery(query: Readonly<Record<string, string | undefined>>, cursor: string | undefined): string {
  const given = Object.entries({ ...query, cursor }).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return new URLSearchParams(given).toString()
}
