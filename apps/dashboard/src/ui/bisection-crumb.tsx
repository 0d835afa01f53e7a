import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { bisectionQuery } from '../api/queries.ts'

/** The link to a bisection by its title; `commit` is opened there. */
export function BisectionCrumb({ id, commit }: { id: string; commit?: string }) {
  const { data } = useQuery(bisectionQuery(id))
  return (
    <Link to="/bisections/$id" params={{ id }} search={commit === undefined ? {} : { commit }}>
      {data ? `${data.check ? 'Check: ' : ''}${data.title}` : 'Bisection'}
    </Link>
  )
}
