import type { QueryKey } from '@tanstack/react-query'
import { infiniteQueryOptions } from '@tanstack/react-query'
import { getJson } from './request.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | null
}

/** A list that is read page by page. What of `query` is empty is left out. */
export const pagedQuery = <T>(queryKey: QueryKey, path: string, query: Readonly<Record<string, string | undefined>>) =>
  infiniteQueryOptions({
    queryKey: [...queryKey, query],
    queryFn: ({ pageParam, signal }) => getJson<Page<T>>(`${path}?${asked(query, pageParam)}`, signal),
    // Whoever comes back to a list wants it as it is now.
    staleTime: 0,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })

function asked(query: Readonly<Record<string, string | undefined>>, cursor: string | undefined): string {
  const given = Object.entries({ ...query, cursor }).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return new URLSearchParams(given).toString()
}
