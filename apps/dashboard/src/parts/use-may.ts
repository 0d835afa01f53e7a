import type { Scope } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api/queries.ts'
import { may } from '../model/permission.ts'

/** Whether who looks at the page may do what needs a scope. What is not allowed is not offered. */
export function useMay(needed: Scope): boolean {
  const { data: session } = useQuery(sessionQuery)
  return may(session, needed)
}
