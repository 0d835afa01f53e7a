import type {
  Bisection,
  BisectionSummary,
  Candidate,
  CommitDetails,
  Event,
  Mail,
  Overview,
  Page,
  RegressionDetail,
  Run,
  Trends,
  Visit,
} from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import type { ListFilters } from '../model/filters.ts'
import { wholeRequest } from './config-files.ts'
import { listAll, mostItems } from './list-all.ts'
import { pagedQuery } from './paged.ts'
import { getJson, getText } from './request.ts'

export const bisectionsQuery = (filters: ListFilters) =>
  pagedQuery<BisectionSummary>(bisectionsKey, '/bisections', { ...filters })

export const bisectionsKey = ['bisections'] as const
export const bisectionKey = (id: string) => ['bisection', id] as const
export const candidatesKey = (id: string) => ['candidates', id] as const
export const reportKey = (id: string) => ['report', id] as const
export const eventsKey = (id: string) => ['events', id] as const

export const bisectionQuery = (id: string) =>
  queryOptions({
    queryKey: bisectionKey(id),
    queryFn: ({ signal }) => getJson<Bisection>(`/bisections/${id}`, signal),
  })

/** The request of a bisection, with the texts of its configuration files. */
export const requestQuery = (id: string) =>
  queryOptions({
    queryKey: ['request', id],
    queryFn: async ({ signal }) =>
      wholeRequest((await getJson<Bisection>(`/bisections/${id}`, signal)).request, signal),
    // A request never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The whole range, good revision first, gathered page by page. */
export const candidatesQuery = (id: string) =>
  queryOptions({
    queryKey: candidatesKey(id),
    queryFn: async ({ signal }) =>
      (await listAll<Candidate>(`/bisections/${id}/candidates`, signal)).sort((a, b) => a.position - b.position),
  })

export const reportQuery = (id: string) =>
  queryOptions({
    queryKey: reportKey(id),
    queryFn: ({ signal }) => getText(`/bisections/${id}/report`, signal),
  })

/** Filled by the live connection, which begins with what already happened. */
export const eventsQuery = (id: string) =>
  queryOptions({ queryKey: eventsKey(id), queryFn: (): Event[] => [], enabled: false, initialData: [] })

export const commitQuery = (id: string, hash: string) =>
  queryOptions({
    queryKey: ['commit', id, hash],
    queryFn: ({ signal }) => getJson<CommitDetails>(`/bisections/${id}/commits/${hash}`, signal),
    // A commit never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => getJson<Run>(`/runs/${id}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** What the first page shows. */
export const overviewQuery = queryOptions({
  queryKey: ['overview'],
  queryFn: ({ signal }) => getJson<Overview>('/overview', signal),
  staleTime: 0,
  // Workers and queues change without an event.
  refetchInterval: 10_000,
})

const TREND_DAYS = 30

/** How trees did over the last days, and when that was read, in milliseconds. */
export const trendsQuery = queryOptions({
  queryKey: ['trends'],
  queryFn: async ({ signal }) => ({
    ...(await getJson<Trends>(`/trends?days=${TREND_DAYS}`, signal)),
    readAt: Date.now(),
  }),
  refetchInterval: 300_000,
})

/** Who looks at the pages, and what they may do. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getJson<Visit>('/session', signal),
})

/** What people say of the regression that a bisection is about. */
export const regressionQuery = (id: string) =>
  queryOptions({
    queryKey: ['regression', id],
    queryFn: ({ signal }) => getJson<RegressionDetail>(`/regressions/${id}`, signal),
  })

/** Mails about a bisection, the held ones among them. */
export const mailsQuery = (bisection: string) =>
  queryOptions({
    queryKey: [...bisectionKey(bisection), 'mails'],
    queryFn: async ({ signal }) => (await getJson<Page<Mail>>(`/mails?bisection=${bisection}`, signal)).items,
  })

/** All mails that wait for somebody. */
export const heldMailsQuery = queryOptions({
  queryKey: ['held-mails'],
  queryFn: async ({ signal }) => (await getJson<Page<Mail>>(`/mails?state=held&limit=${mostItems}`, signal)).items,
  staleTime: 0,
})
