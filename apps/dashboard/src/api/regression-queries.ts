import type { Regression, RegressionDetail } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import type { RegressionFilters } from '../model/regression-filters.ts'
import { pagedQuery } from './paged.ts'
import { getJson } from './request.ts'

export const regressionsQuery = (filters: RegressionFilters) =>
  pagedQuery<Regression>(['regressions'], '/regressions', { ...filters })

export const regressionQuery = (id: string) =>
  queryOptions({
    queryKey: ['regression', id],
    queryFn: ({ signal }) => getJson<RegressionDetail>(`/regressions/${id}`, signal),
  })
