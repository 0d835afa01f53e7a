import type { Regression } from '@kbisect/contracts'
import type { RegressionFilters } from '../model/regression-filters.ts'
import { pagedQuery } from './paged.ts'

export const regressionsQuery = (filters: RegressionFilters) =>
  pagedQuery<Regression>(['regressions'], '/regressions', { ...filters })
