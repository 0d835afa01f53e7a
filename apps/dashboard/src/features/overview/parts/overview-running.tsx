import { type BisectionSummary, queueWords } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { expectedWork } from '../../../model/format-expected.ts'
import { pageWords } from '../../../model/page-words.ts'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { Ago } from '../../../ui/time.tsx'
import { WorkProgress } from '../../../ui/work-progress.tsx'

/** Bisections that are under way, each with how far it is and what it will take still. */
export function RunningPanel({ running, total }: { running: readonly BisectionSummary[]; total: number }) {
  return (
    <section className="panel" aria-labelledby="running-title">
      <div className="panel-head">
        <h2 id="running-title">Under way</h2>
        {total > running.length && (
          <Link to="/bisections" search={{ state: 'running' }}>
            All {total.toLocaleString('en')}
          </Link>
        )}
      </div>
      {running.length === 0 && (
        <p className="muted">No bisection is under way. A new one appears here with its progress.</p>
      )}
      <ul className="under-way">
        {running.map((bisection) => (
          <li key={bisection.id} className="under-way-one">
            <div className="under-way-title">
              <Link to="/bisections/$id" params={{ id: bisection.id }} className="title-link">
                {bisection.title}
              </Link>
              <span className="sub">
                {bisection.tree} · {bisection.target} · {bisection.test}
              </span>
            </div>
            <div className="under-way-stage">
              <StatusBadge bisection={bisection} />
              <span className="sub">
                {bisection.state === 'paused' ? pageWords(bisection.reason ?? '') : <Stage bisection={bisection} />}
              </span>
            </div>
            <div className="under-way-left">
              <span className="sub num">{leftWords(bisection)}</span>
              <WorkProgress bisection={bisection} />
            </div>
            <div className="under-way-expected">
              <span className="sub num">{bisection.expected && expectedWork(bisection.expected)}</span>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Stage({ bisection }: { bisection: BisectionSummary }) {
  const { state, stage, startedAt } = bisection
  if (state === 'queued' || startedAt === null) return queueWords(bisection)
  return (
    <>
      {stage} · started <Ago at={startedAt} />
    </>
  )
}

const leftWords = ({ candidatesLeft, commits }: BisectionSummary) =>
  commits > 0
    ? `${candidatesLeft.toLocaleString('en')} of ${commits.toLocaleString('en')} left`
    : 'commits not counted yet'
