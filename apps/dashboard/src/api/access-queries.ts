import type { AuditEntry, Token } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { pagedQuery } from './paged.ts'
import { getJson } from './request.ts'

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: async ({ signal }) => (await getJson<{ items: Token[] }>('/tokens', signal)).items,
})

export const auditQuery = (subject: string) => pagedQuery<AuditEntry>(['audit'], '/audit', { subject })
