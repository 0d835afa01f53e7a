import type { Bisection } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import type { Connection } from '../api/event-stream.ts'
import { affectedTargets } from '../model/affected.ts'
import { certainty, headline } from '../model/headline.ts'
import { BisectionActions } from './bisection-actions.tsx'
import { LiveBadge } from './live-badge.tsx'
import { StatusBadge } from './status-badge.tsx'

/** What broke, how sure that is, and who is affected: to be understood in ten seconds. */
export function BisectionHead({ bisection, connection }: { bisection: Bisection; connection: Connection }) {
  const { sentence, detail, sure } = headline(bisection)
  return (
    <header className="bisection-head">
      <div className="crumbs">
        <nav aria-label="Breadcrumb">
          <Link to="/">Bisections</Link> <span aria-hidden="true">/</span> {bisection.tree}
        </nav>
        <BisectionActions bisection={bisection} />
      </div>
      <div className="head-badges">
        <StatusBadge bisection={bisection} />
        <Confidence bisection={bisection} />
        {bisection.state !== 'finished' && <LiveBadge connection={connection} />}
      </div>
      <h1>
        {sentence.map((part) =>
          part.quote ? <q key={part.text}>{part.text}</q> : <span key={part.text}>{part.text}</span>,
        )}
      </h1>
      <p className="lead" role="status">
        {detail}
      </p>
      {sure && <p className="lead-more">{sure}</p>}
      <AffectedLine bisection={bisection} />
    </header>
  )
}

function Confidence({ bisection }: { bisection: Bisection }) {
  const { label, probability } = bisection.result ?? { label: bisection.label, probability: null }
  const words = [label, probability === null ? null : certainty(probability)].filter(Boolean).join(', ')
  return words ? <span className="confidence">{words}</span> : null
}

function AffectedLine({ bisection }: { bisection: Bisection }) {
  const { affected, unaffected, unknown } = affectedTargets(bisection)
  if (affected.length === 0) return null
  const list = (label: string, targets: readonly string[], kind: string) =>
    targets.length > 0 && (
      <div className="affected-group">
        <dt>{label}</dt>
        <dd>
          {targets.map((target) => (
            <span key={target} className={`chip chip-${kind}`}>
              {target}
            </span>
          ))}
        </dd>
      </div>
    )
  return (
    <dl className="affected">
      {list('Affected', affected, 'bad')}
      {list('Not affected', unaffected, 'good')}
      {list('Could not tell', unknown, 'skip')}
    </dl>
  )
}
