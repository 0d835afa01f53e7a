import { useQuery } from '@tanstack/react-query'
import { useLocation } from '@tanstack/react-router'
import { sessionQuery } from '../api/queries.ts'

/** Who is signed in; undefined before that is known, and on the page for signing in, where nobody is. */
export function useSession() {
  const { pathname } = useLocation()
  return useQuery({ ...sessionQuery, enabled: pathname !== '/login' }).data
}
