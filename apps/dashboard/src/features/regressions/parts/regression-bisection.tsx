import type { RegressionDetail } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { bisectionQuery } from '../../../api/queries.ts'
import { namedWord } from '../../../model/format-culprit.ts'
import { pageWords } from '../../../model/page-words.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { useMay } from '../../../ui/use-session.ts'

/** The bisection of a regression; or why there is none, and how to start one. */
export function RegressionBisection({ regression }: { regression: RegressionDetail }) {
  const { id, bisectionId, culprit, label, note } = regression
  const { data: bisection } = useQuery({ ...bisectionQuery(bisectionId ?? ''), enabled: bisectionId !== null })
  const maySubmit = useMay('submit')
  return (
    <section className="panel culprit" aria-labelledby="bisection-title">
      <h2 id="bisection-title">Bisection</h2>
      {bisectionId === null && (
        <>
          <p>{note ?? 'None was started.'}</p>
          {maySubmit && (
            <div>
              <Link to="/new" search={{ regression: id }} className="button primary">
                Start a bisection
              </Link>
            </div>
          )}
        </>
      )}
      {bisectionId !== null && (
        <>
          <p className="known-line">
            {bisection && <StatusBadge bisection={bisection} />}
            <Link to="/bisections/$id" params={{ id: bisectionId }} className="break">
              {bisection?.title ?? 'Open the bisection'}
            </Link>
          </p>
          {culprit && (
            <p>
              <span className={`culprit-title${namedWord(label) === 'culprit' ? '' : ' is-probable'}`}>
                {culprit.subject}
              </span>
              <span className="sub">
                {namedWord(label)} <CommitHash hash={culprit.hash} /> {culprit.author}
              </span>
            </p>
          )}
          {!culprit && (
            <p className="muted">{(bisection?.reason && pageWords(bisection.reason)) ?? 'It names no culprit yet.'}</p>
          )}
        </>
      )}
    </section>
  )
}
