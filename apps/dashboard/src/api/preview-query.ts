import type { BisectionRequest, Preview } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { send } from './send.ts'

/** What a request would come to. */
export const previewQuery = (request: BisectionRequest) =>
  queryOptions({
    queryKey: ['preview', request],
    queryFn: async () => (await send<Preview>('POST', '/bisections/preview', request)).body,
    gcTime: 60_000,
  })
