import { type BisectionSummary, queueWords } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { namedWord } from '../../../model/format-culprit.ts'
import { count, shortRef } from '../../../model/headline.ts'
import { pageWords } from '../../../model/page-words.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { CulpritSubject } from '../../../ui/culprit-subject.tsx'
import { RegressionBadge } from '../../../ui/regression-badge.tsx'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { Ago } from '../../../ui/time.tsx'
import { WorkProgress } from '../../../ui/work-progress.tsx'

/** One bisection of the list. */
export function BisectionRow({ bisection }: { bisection: BisectionSummary }) {
  return (
    <tr className={`row-${bisection.outcome ?? bisection.state}`}>
      <td className="cell-status">
        <StatusBadge bisection={bisection} />
        {bisection.regression && bisection.regression.state !== 'open' && (
          <RegressionBadge state={bisection.regression.state} />
        )}
      </td>
      <td className="cell-title">
        <Link to="/bisections/$id" params={{ id: bisection.id }} className="row-link">
          {bisection.title}
        </Link>
        <div className="sub">
          {bisection.tree}
          {bisection.branch && ` ${bisection.branch}`} · {bisection.target} · {bisection.config} · {bisection.test}
        </div>
      </td>
      <td className="cell-answer">
        <Answer bisection={bisection} />
      </td>
      <td className="cell-range">
        <span className="nowrap" title={`${bisection.good.hash} … ${bisection.bad.hash}`}>
          {shortRef(bisection.good)}
          <span className="muted"> … </span>
          {shortRef(bisection.bad)}
        </span>
        <div className="sub">{bisection.commits > 0 ? count(bisection.commits, 'commit') : 'not counted yet'}</div>
      </td>
      <td className="cell-started">
        <Ago at={bisection.startedAt ?? bisection.createdAt} />
      </td>
    </tr>
  )
}

function Answer({ bisection }: { bisection: BisectionSummary }) {
  if (bisection.culprit) {
    return (
      <>
        <CulpritSubject culprit={bisection.culprit} label={bisection.label} />
        <div className="sub">
          <CommitHash hash={bisection.culprit.hash} tree={bisection.tree} /> {namedWord(bisection.label)}
        </div>
      </>
    )
  }
  if (bisection.state === 'finished' || bisection.state === 'paused')
    return <span className="break">{pageWords(bisection.reason ?? '')}</span>
  if (bisection.state === 'queued') return <span className="muted">{queueWords(bisection)}</span>
  return (
    <>
      <WorkProgress bisection={bisection} />
      <div className="sub">
        {bisection.stage}
        {bisection.commits > 0 && ` · ${bisection.candidatesLeft} of ${bisection.commits} left`}
      </div>
    </>
  )
}
