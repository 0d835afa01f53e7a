import { type BisectionSummary, queueWords } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { expectedWork, roughly } from '../../../model/format-expected.ts'
import { Funnel } from '../../../ui/funnel.tsx'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { Ago } from '../../../ui/time.tsx'

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
      {running.length === 0 && <p className="muted">Nothing is being bisected right now.</p>}
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
                {bisection.state === 'paused' ? bisection.reason : <Stage bisection={bisection} />}
              </span>
            </div>
            <div className="under-way-left">
              <Funnel left={bisection.candidatesLeft} commits={bisection.commits} />
              <span className="sub num">{leftWords(bisection)}</span>
            </div>
            <Expectation bisection={bisection} />
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

function Expectation({ bisection: { expected } }: { bisection: BisectionSummary }) {
  return (
    <div className="under-way-expected">
      <span>{expected ? `${roughly(expected.seconds)} to go` : 'not yet known how long'}</span>
      <span className="sub num">{expected && expectedWork(expected)}</span>
    </div>
  )
}
