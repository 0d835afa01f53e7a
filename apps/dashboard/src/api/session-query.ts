import type { Session } from '@kbisect/contracts'
import { queryOptions } from '@tanstack/react-query'
import { getJson } from './request.ts'

/** Who is signed in, and what that allows. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => getJson<Session>('/session', signal),
  staleTime: 5 * 60_000,
})
