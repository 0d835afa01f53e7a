import type { Page } from '@kbisect/contracts'
import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
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

/**
 * Reads those pages of a list again that have an item in them that `isTouched`, and leaves the
 * others as they are. Right where items do not change their places.
 */
export async function refetchPages<T>(
  client: QueryClient,
  queryKey: QueryKey,
  path: string,
  isTouched: (item: T) => boolean,
): Promise<void> {
  const data = client.getQueryData<Pages<T>>(queryKey)
  const query = queryKey.at(-1) as Readonly<Record<string, string | undefined>>
  for (const [at, page] of data?.pages.entries() ?? []) {
    const cursor = data?.pageParams[at]
    if (!page.items.some(isTouched)) continue
    const fresh = await getJson<Page<T>>(`${path}?${pageQuery(query, cursor)}`)
    // The list may have been read as a whole meanwhile; then its pages may begin elsewhere.
    client.setQueryData<Pages<T>>(queryKey, (now) =>
      now?.pages[at] === page ? { ...now, pages: now.pages.with(at, fresh) } : now,
    )
  }
}

type Pages<T> = InfiniteData<Page<T>, string | undefined>

/** The query of a page that begins at a cursor; the first without one. */
export function pageQuery(query: Readonly<Record<string, string | undefined>>, cursor: string | undefined): string {
  const given = Object.entries({ ...query, cursor }).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return new URLSearchParams(given).toString()
}
