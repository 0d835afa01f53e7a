import type { Branch, KnownTarget, ResolvedCommit, Revision, TreeRef, TreeStatus } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { wholeTarget } from './config-files.ts'
import { listAll, mostItems } from './list-all.ts'
import { pagedQuery } from './paged.ts'
import { getJson } from './request.ts'

const treePath = (name: string) => `/trees/${encodeURIComponent(name)}`

/** A fetch is over without an event: it is asked for while one goes on. */
const whileFetching = (trees: readonly TreeStatus[] | undefined) =>
  trees?.some(({ fetching }) => fetching) ? 2000 : false

export const treeStatusesQuery = queryOptions({
  queryKey: ['trees'],
  queryFn: ({ signal }) => listAll<TreeStatus>('/trees', signal),
  refetchInterval: ({ state }) => whileFetching(state.data),
})

export const treeQuery = (name: string) =>
  queryOptions({
    queryKey: ['trees', name],
    queryFn: ({ signal }) => getJson<TreeStatus>(treePath(name), signal),
    refetchInterval: ({ state }) => whileFetching(state.data && [state.data]),
  })

export const branchesQuery = (name: string) =>
  pagedQuery<Branch>(['trees', name, 'branches'], `${treePath(name)}/branches`, { limit: String(mostItems) })

export const revisionsQuery = (name: string) =>
  pagedQuery<Revision>(['trees', name, 'revisions'], `${treePath(name)}/revisions`, { limit: '25' })

/** Branches and tags that fit what was typed so far. */
export const refsQuery = (name: string, text: string) =>
  queryOptions({
    queryKey: ['trees', name, 'refs', text],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: TreeRef[] }>(`${treePath(name)}/refs?text=${encodeURIComponent(text)}`, signal)).items,
  })

/** What a ref names, as of the tree's last fetch. */
export const resolvedQuery = (name: string, ref: string) =>
  queryOptions({
    queryKey: ['trees', name, 'commits', ref],
    queryFn: ({ signal }) => getJson<ResolvedCommit>(`${treePath(name)}/commits/${encodeURIComponent(ref)}`, signal),
  })

/**
 * The target of this name and architecture that a tree was bisected on last, with its texts; none
 * where there is none.
 */
export const usedTargetQuery = (tree: string, name: string, architecture: string) =>
  queryOptions({
    queryKey: ['trees', tree, 'targets', architecture, name],
    queryFn: async ({ signal }) => {
      const { items } = await getJson<{ items: KnownTarget[] }>(`${treePath(tree)}/targets`, signal)
      const known = items.find((item) => item.name === name && item.request.architecture === architecture)
      return known ? [{ name, request: await wholeTarget(known.request, signal) }] : []
    },
  })

export const usedTargetsQuery = (name: string) =>
  queryOptions({
    queryKey: ['trees', name, 'targets'],
    queryFn: async ({ signal }) => (await getJson<{ items: KnownTarget[] }>(`${treePath(name)}/targets`, signal)).items,
  })
