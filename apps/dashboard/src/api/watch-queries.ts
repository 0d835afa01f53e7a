import type { Page, RevisionComparison, RevisionFailures, Watch, WatchedRevision } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { listAll } from './list-all.ts'
import { pagedQuery, pageQuery } from './paged.ts'
import { getJson } from './request.ts'

// What a watch does shows in its lists; there are no events of it.
const SECONDS = 10

export const watchesQuery = queryOptions({
  queryKey: ['watches'],
  queryFn: ({ signal }) => listAll<Watch>('/watches', signal),
  refetchInterval: SECONDS * 1000,
})

/** The first watches of a tree, by name; each asks for its last revision. */
export const watchesOfTreeQuery = (tree: string) =>
  queryOptions({
    queryKey: ['watches', 'of tree', tree],
    queryFn: ({ signal }) => getJson<Page<Watch>>(`/watches?${pageQuery({ tree, limit: '20' }, undefined)}`, signal),
    refetchInterval: SECONDS * 1000,
  })

/** The revision that a watch saw last, as a list of one or none. */
export const lastRevisionQuery = (id: string) =>
  queryOptions({
    queryKey: ['watches', id, 'last revision'],
    queryFn: ({ signal }) => getJson<Page<WatchedRevision>>(`/watches/${id}/revisions?limit=1`, signal),
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

/** What fails at a revision, each failure once. */
export const revisionFailuresQuery = (id: string, commit: string, branch: string) =>
  queryOptions({
    queryKey: ['watches', id, 'failures', commit, branch],
    queryFn: ({ signal }) =>
      getJson<RevisionFailures>(
        `/watches/${id}/revisions/${commit}/failures?${pageQuery({ branch }, undefined)}`,
        signal,
      ),
    refetchInterval: SECONDS * 1000,
  })

/** What differs between two revisions; of one branch, or of those on which they were seen last. */
export const revisionComparisonQuery = (id: string, a: string, b: string, branch: string | undefined) =>
  queryOptions({
    queryKey: ['watches', id, 'compare', a, b, branch ?? ''],
    queryFn: ({ signal }) =>
      getJson<RevisionComparison>(`/watches/${id}/compare?${pageQuery({ a, b, branch }, undefined)}`, signal),
    refetchInterval: SECONDS * 1000,
  })
