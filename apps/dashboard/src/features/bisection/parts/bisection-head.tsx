import type { Bisection } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import type { Connection } from '../../../api/event-stream.ts'
import { cautions, confidenceWords } from '../../../model/format-culprit.ts'
import { headline } from '../../../model/headline.ts'
import { Crumbs } from '../../../ui/crumbs.tsx'
import { LiveBadge } from '../../../ui/live-badge.tsx'
import { RegressionBadge } from '../../../ui/regression-badge.tsx'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { AffectedTargetsTable } from './affected-targets-table.tsx'
import { BisectionActions } from './bisection-actions.tsx'
import { PauseActions } from './pause-actions.tsx'
import { ReproduceBox } from './reproduce-box.tsx'
import { WatchLine } from './watch-line.tsx'

/** What broke, how sure that is, and who is affected: to be understood in ten seconds. */
export function BisectionHead({ bisection, connection }: { bisection: Bisection; connection: Connection }) {
  const { sentence, detail, sure, label } = headline(bisection)
  const outcome = bisection.result?.outcome
  const hasCulprit = outcome === 'culprit'
  const canBeSeen = hasCulprit || outcome === 'range'
  return (
    <header className="bisection-head">
      <div className="crumbs">
        <Way bisection={bisection} />
        <BisectionActions bisection={bisection} />
      </div>
      <div className="head-badges">
        <StatusBadge bisection={bisection} />
        <Confidence bisection={bisection} />
        {bisection.regression && bisection.regression.state !== 'open' && (
          <RegressionBadge state={bisection.regression.state} />
        )}
        {bisection.state !== 'finished' && <LiveBadge connection={connection} />}
      </div>
      <div className={canBeSeen ? 'head-answer with-aside' : 'head-answer'}>
        <div className="head-words">
          <h1 className={label === 'probable' ? 'is-probable' : undefined}>
            {sentence.map((part) =>
              part.quote ? <q key={part.text}>{part.text}</q> : <span key={part.text}>{part.text}</span>,
            )}
          </h1>
          <p className="lead" role="status">
            {detail}
          </p>
          {bisection.waitingFor && (
            <p className="head-waiting" role="status">
              {bisection.waitingFor}
            </p>
          )}
          <PauseActions bisection={bisection} />
          <WatchLine bisection={bisection} />
          {sure && <p className="lead-more">{sure}</p>}
        </div>
        {canBeSeen && (
          <div className="head-aside">
            {hasCulprit && <AffectedTargetsTable bisection={bisection} />}
            <ReproduceBox bisection={bisection} />
          </div>
        )}
      </div>
    </header>
  )
}

/** A check belongs to its watch, and is in no list of bisections. */
function Way({ bisection: { id, tree, check, watch, bad } }: { bisection: Bisection }) {
  if (check)
    return (
      <Crumbs>
        <Link to="/watches">Watches</Link>
        {watch && (
          <Link to="/watches/$id" params={{ id: watch.id }}>
            {watch.name}
          </Link>
        )}
        {watch && (
          <Link to="/watches/$id/revisions/$commit" params={{ id: watch.id, commit: bad.hash }}>
            {bad.hash.slice(0, 12)}
          </Link>
        )}
        <span>Check {id.slice(0, 12)}</span>
      </Crumbs>
    )
  return (
    <Crumbs>
      <Link to="/bisections">Bisections</Link>
      <Link to="/trees/$name" params={{ name: tree }}>
        {tree}
      </Link>
      <span>{id.slice(0, 12)}</span>
    </Crumbs>
  )
}

function Confidence({ bisection }: { bisection: Bisection }) {
  const { result } = bisection
  const words = result ? confidenceWords(result) : undefined
  return (
    <>
      {words && <span className="confidence">{words}</span>}
      {cautions(result).map((caution) => (
        <span key={caution} className="chip chip-caution">
          {caution}
        </span>
      ))}
    </>
  )
}
