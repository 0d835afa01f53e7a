import type { Scope } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { sessionQuery } from '../api/queries.ts'
import { may } from '../model/permission.ts'

/** Whether who looks at the page may do what needs a scope. What is not allowed is not offered. */
export function useMay(needed: Scope): boolean {
  return may(useSession(), needed)
}

/**
 * Who is signed in; undefined before that is known, and on the page for signing in, where nobody
 * is.
 */
export function useSession() {
  const { pathname } = useLocation()
  return useQuery({ ...sessionQuery, enabled: pathname !== '/login' }).data
}
