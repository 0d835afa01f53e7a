import type { Bisection } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'

/** The watch that began a bisection, with the revision that it tested and its regression. */
export function WatchLine({ bisection: { bad, check, watch } }: { bisection: Bisection }) {
  if (!watch && !check) return null
  const revision = bad.hash.slice(0, 12)
  return (
    <p className="lead-more">
      {watch ? (
        <>
          {check ? 'Check of the watch ' : 'Begun by the watch '}
          <Link to="/watches/$id" params={{ id: watch.id }}>
            {watch.name}
          </Link>
          {check ? ', which shows ' : ' at '}
          <Link to="/watches/$id/revisions/$commit" params={{ id: watch.id, commit: bad.hash }}>
            {check ? `all results of ${revision}` : `the revision ${revision}`}
          </Link>
          .
        </>
      ) : (
        'Check of a watch that was deleted.'
      )}
      {check && check.regressionId !== null && (
        <>
          {' '}
          <Link to="/regressions/$id" params={{ id: check.regressionId }}>
            Its regression
          </Link>
        </>
      )}
    </p>
  )
}
