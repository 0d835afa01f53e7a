import type { BisectionComparison, BisectionSummary, ConfigComparison, Page } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { mostItems } from './list-all.ts'
import { getJson } from './request.ts'

/** All that differs between two bisections, by the fields of the API. */
export const differencesQuery = (first: string, second: string) =>
  queryOptions({
    queryKey: ['differences', first, second],
    queryFn: ({ signal }) => getJson<BisectionComparison>(`/bisections/${first}/compare/${second}`, signal),
  })

/** What differs between two configurations, by the names of the options. */
export const configDiffQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ['config-diff', from, to],
    queryFn: ({ signal }) => getJson<ConfigComparison>(`/config-diff?from=${from}&to=${to}`, signal),
    // Digests name texts that never change.
    staleTime: Number.POSITIVE_INFINITY,
  })

/** The newest bisections, to choose one of. */
export const newestBisectionsQuery = queryOptions({
  queryKey: ['bisections', 'newest'],
  queryFn: async ({ signal }) =>
    (await getJson<Page<BisectionSummary>>(`/bisections?limit=${mostItems}`, signal)).items,
})
