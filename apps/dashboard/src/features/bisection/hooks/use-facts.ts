import type { Bisection, Build, Run } from '@kbisect/contracts'
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import {
  type FactKind,
  type FactOf,
  loadOlder,
  newestQuery,
  type Source,
  sourceQuery,
} from '../../../api/fact-queries.ts'
import { inOrder } from '../../../model/gathered.ts'
import { shownSources } from '../model/shown-sources.ts'

/** Builds or runs, as far as a page needs them. */
export interface Facts<T> {
  /**
   * The last ones together with those that the result rests on, in the order in which they ended.
   */
  readonly all: readonly T[]
  /** The last ones without a gap, newest first; undefined until they are there. */
  readonly newest: readonly T[] | undefined
  /** For the button that shows older ones. */
  readonly older: {
    readonly hasNextPage: boolean
    readonly isFetchingNextPage: boolean
    fetchNextPage(): void
  }
}

const nothing: readonly never[] = []

/** The runs of a bisection for its page; refetched in an interval where there is one. */
export const useRuns = (bisection: Bisection | undefined, id: string, options: FactOptions): Facts<Run> =>
  useFacts('runs', bisection, id, options)

/** The builds of a bisection for its page; refetched in an interval where there is one. */
export const useBuilds = (bisection: Bisection | undefined, id: string, options: FactOptions): Facts<Build> =>
  useFacts('builds', bisection, id, options)

function useFacts<K extends FactKind>(
  kind: K,
  bisection: Bisection | undefined,
  id: string,
  options: FactOptions,
): Facts<FactOf[K]> {
  const newest = useQuery({ ...newestQuery(id, kind), refetchInterval: options.refetchInterval })
  const own = useQueries({
    queries: sourcesOf(newest.data, bisection, options).map((source) => sourceQuery(id, kind, source)),
    combine: collect<FactOf[K]>,
  })
  const older = useOlder(id, kind, newest.data)
  const all = useMemo(() => inOrder([newest.data?.items ?? nothing, ...own]), [newest.data, own])
  return { all, newest: newest.data?.items, older }
}

interface FactOptions {
  readonly refetchInterval: number | false
  /** The commit that is open on the page. */
  readonly selected: string | undefined
}

/** What is to be asked for by itself: nothing while the newest facts are all there are. */
function sourcesOf(
  newest: { readonly next: string | null } | undefined,
  bisection: Bisection | undefined,
  { selected }: FactOptions,
): Source[] {
  return newest && newest.next !== null && bisection ? shownSources(bisection, selected) : []
}

const collect = <T>(results: readonly { readonly data: readonly T[] | undefined }[]): readonly (readonly T[])[] =>
  results.map(({ data }) => data ?? nothing)

function useOlder(id: string, kind: FactKind, newest: { readonly next: string | null } | undefined) {
  const client = useQueryClient()
  const { isPending, mutate } = useMutation({ mutationFn: () => loadOlder(client, id, kind) })
  return { hasNextPage: (newest?.next ?? null) !== null, isFetchingNextPage: isPending, fetchNextPage: () => mutate() }
}
