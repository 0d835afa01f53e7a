import type { Regression } from '@kbisect/contracts'
import type { RegressionFilters } from '../features/regressions/model/regression-filters.ts'
import { pagedQuery } from './paged.ts'

export const regressionsQuery = (filters: RegressionFilters) =>
  pagedQuery<Regression>(['regressions'], '/regressions', { ...filters })
