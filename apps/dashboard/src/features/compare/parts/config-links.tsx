import type { Bisection } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { sourceQuery } from '../../../api/fact-queries.ts'

/** The digest of the configuration with which the bad revision was built on the main target. */
function useBuiltConfig({ id, bad, target }: Bisection): { digest: string | undefined; isPending: boolean } {
  const { data, isPending } = useQuery(sourceQuery(id, 'builds', { commit: bad.hash, target }))
  const configs = data?.flatMap(({ artifacts }) => artifacts.filter(({ name }) => name === 'config'))
  return { digest: configs?.at(-1)?.digest, isPending }
}

/** The way to what differs between the kernel configurations of two bad revisions. */
export function ConfigLinks({ first, second }: { first: Bisection; second: Bisection }) {
  const [one, other] = [useBuiltConfig(first), useBuiltConfig(second)]
  const [from, to] = [one.digest, other.digest]
  return (
    <section className="panel" aria-labelledby="configs-title">
      <h2 id="configs-title">Kernel configurations</h2>
      {from !== undefined && to !== undefined && from !== to && (
        <p>
          The bad revisions were built with different configurations.{' '}
          <Link to="/config-diff" search={{ from, to }}>
            Show the options that differ
          </Link>
        </p>
      )}
      {from !== undefined && from === to && <p>The bad revisions were built with the same configuration.</p>}
      {(from === undefined || to === undefined) && (
        <p className="muted">
          {one.isPending || other.isPending
            ? 'Loading the configurations …'
            : 'A configuration is known once the bad revision of each bisection is built.'}
        </p>
      )}
    </section>
  )
}
