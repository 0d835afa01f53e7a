import type { AuditEntry, Token } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { listAll } from './list-all.ts'
import { pagedQuery } from './paged.ts'

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: ({ signal }) => listAll<Token>('/tokens', signal),
})

export const auditQuery = (subject: string) => pagedQuery<AuditEntry>(['audit'], '/audit', { subject })
