import { failureText, type RevisionFailure } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { RegressionBadge } from '../../../ui/regression-badge.tsx'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { Ago } from '../../../ui/time.tsx'
import { columnOf } from '../model/watch-matrix.ts'
import { ResultMark } from './watch-table.tsx'

/** One failure of a revision: on which targets it shows, what is known of it, and since when. */
export function FailurePanel({ failure, watchId }: { failure: RevisionFailure; watchId: string }) {
  const { signature, affected, passed, failsOtherwise, notTested, regressions, bisections } = failure
  const title = signature === null ? `${affected[0]?.state ?? 'failed'}, with no failure read` : failureText(signature)
  return (
    <section className="panel" aria-label={title}>
      <h2 className="break">{title}</h2>
      <dl className="facts failure-facts">
        <Fact name="Affected">
          <ul className="failure-targets">
            {affected.map((result) => (
              <li key={columnOf(result)}>
                {columnOf(result)} <ResultMark result={result} />
              </li>
            ))}
          </ul>
        </Fact>
        <Targets name="Not affected" targets={passed} none="No other target passed." />
        {failsOtherwise.length > 0 && <Targets name="Fail otherwise" targets={failsOtherwise} none="" />}
        <Targets name="Not tested" targets={notTested} none="None." />
        <Fact name="Regression">
          {regressions.length === 0 && 'None.'}
          <Links>
            {regressions.map(({ id, state, gone }, at) => (
              <li key={id}>
                <Link to="/regressions/$id" params={{ id }}>
                  {numbered('Regression', regressions, at)}
                </Link>{' '}
                <RegressionBadge state={state} /> {gone && 'gone'}
              </li>
            ))}
          </Links>
        </Fact>
        <Fact name="Bisection">
          {bisections.length === 0 && 'None.'}
          <Links>
            {bisections.map((bisection, at) => (
              <li key={bisection.id}>
                <Link to="/bisections/$id" params={{ id: bisection.id }}>
                  {numbered('Bisection', bisections, at)}
                </Link>{' '}
                <StatusBadge bisection={bisection} />
              </li>
            ))}
          </Links>
        </Fact>
        <LastGood failure={failure} watchId={watchId} />
      </dl>
    </section>
  )
}

function LastGood({ failure: { lastGood }, watchId: id }: { failure: RevisionFailure; watchId: string }) {
  if (lastGood === null) return <Fact name="Last good">No earlier revision passed on all affected targets.</Fact>
  const { commit, subject, seenAt } = lastGood
  return (
    <Fact name="Last good">
      <Link to="/watches/$id/revisions/$commit" params={{ id, commit }}>
        {subject}
      </Link>{' '}
      <span className="sub">
        <CommitHash hash={commit} /> · seen <Ago at={seenAt} />
      </span>
    </Fact>
  )
}

/** The name of one of several things; without a number where it is the only one. */
const numbered = (name: string, all: readonly unknown[], at: number): string =>
  all.length === 1 ? name : `${name} ${at + 1}`

const Targets = ({ name, targets, none }: { name: string; targets: readonly string[]; none: string }) => (
  <Fact name={name}>{targets.length === 0 ? <span className="muted">{none}</span> : targets.join(', ')}</Fact>
)

const Links = ({ children }: { children: readonly ReactNode[] }) =>
  children.length === 0 ? null : <ul className="failure-links">{children}</ul>

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
