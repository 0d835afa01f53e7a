import type { Watch, WatchedRevision } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { listAll } from './list-all.ts'
import { pagedQuery } from './paged.ts'
import { getJson } from './request.ts'

// What a watch does shows in its lists; there are no events of it.
const SECONDS = 10

export const watchesQuery = queryOptions({
  queryKey: ['watches'],
  queryFn: ({ signal }) => listAll<Watch>('/watches', signal),
  refetchInterval: SECONDS * 1000,
})

export const watchQuery = (id: string) =>
  queryOptions({
    queryKey: ['watches', id],
    queryFn: ({ signal }) => getJson<Watch>(`/watches/${id}`, signal),
    refetchInterval: SECONDS * 1000,
  })

export const watchBranchesQuery = (id: string) =>
  queryOptions({
    queryKey: ['watches', id, 'branches'],
    queryFn: ({ signal }) => listAll<{ readonly name: string }>(`/watches/${id}/branches`, signal),
  })

export const watchRevisionsQuery = (id: string, query: { readonly branch?: string; readonly commit?: string }) =>
  pagedQuery<WatchedRevision>(['watches', id, 'revisions'], `/watches/${id}/revisions`, { ...query, limit: '50' })
