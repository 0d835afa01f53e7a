import type { Build, Page, Run } from '@kbisect/contracts'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Gathered, gatherNew } from '../model/gathered.ts'
import { mostItems } from './list-all.ts'
import { pageQuery } from './paged.ts'
import { bisectionKey } from './queries.ts'
import { getJson } from './request.ts'

export type FactKind = 'runs' | 'builds'

export interface FactOf {
  readonly runs: Run
  readonly builds: Build
}

/** What a page shows without being asked for more. */
const mostShown = 1000

export const newestKey = (id: string, kind: FactKind) => [...bisectionKey(id), kind] as const

const newestPage = <K extends FactKind>(id: string, kind: K, cursor: string | undefined, signal?: AbortSignal) => {
  const query = pageQuery({ sort: '-finishedAt', limit: String(mostItems) }, cursor)
  return getJson<Page<FactOf[K]>>(`/bisections/${id}/${kind}?${query}`, signal)
}

/**
 * The last runs or builds of a bisection, at most 1,000 at first. Read again, it asks for those
 * alone that are new.
 */
export const newestQuery = <K extends FactKind>(id: string, kind: K) =>
  queryOptions({
    queryKey: newestKey(id, kind),
    queryFn: ({ client, signal }) =>
      gatherNew(
        (cursor) => newestPage(id, kind, cursor, signal),
        () => client.getQueryData<Gathered<FactOf[K]>>(newestKey(id, kind)),
        mostShown,
      ),
  })

/** Adds the page of facts that ended before those that are there. */
export async function loadOlder<K extends FactKind>(client: QueryClient, id: string, kind: K): Promise<void> {
  const from = client.getQueryData<Gathered<FactOf[K]>>(newestKey(id, kind))?.next
  if (!from) return
  const { items, next } = await newestPage(id, kind, from)
  client.setQueryData<Gathered<FactOf[K]>>(newestKey(id, kind), (now) =>
    now?.next === from ? { items: [...now.items, ...items], next } : now,
  )
}

/** A commit on a target, by their names. */
export interface Source {
  readonly commit: string
  readonly target: string
}

/** Of all that was asked of single commits. */
export const sourcesKey = (id: string) => [...bisectionKey(id), 'source'] as const
export const sourceKey = (id: string, commit: string) => [...sourcesKey(id), commit] as const

/** The first runs or builds of a commit on a target, in the order in which they ended. */
export const sourceQuery = <K extends FactKind>(id: string, kind: K, { commit, target }: Source) =>
  queryOptions({
    queryKey: [...sourceKey(id, commit), kind, target],
    queryFn: async ({ signal }) => {
      const query = new URLSearchParams({ commit, target, limit: String(mostItems) })
      return (await getJson<Page<FactOf[K]>>(`/bisections/${id}/${kind}?${query}`, signal)).items
    },
  })
