import { type Assumption, type Bisection, sortedAssumptions } from '@kbisect/contracts'

const looks = {
  weighs: { symbol: '?', tone: 't-weak' },
  open: { symbol: '○', tone: 'muted' },
  settled: { symbol: '✓', tone: 't-good' },
} as const

const lookOf = ({ state, lowersLabel }: Assumption) => looks[state === 'open' && lowersLabel ? 'weighs' : state]

/** What else could explain the runs, and what further runs ruled out; what is open comes first. */
export function AssumptionsPanel({ bisection: { result } }: { bisection: Bisection }) {
  const sorted = sortedAssumptions(result ?? { assumptions: [] })
  if (sorted.length === 0) return null
  return (
    <section className="panel" aria-labelledby="assumptions-title">
      <h2 id="assumptions-title">What this result rests on</h2>
      <ul className="checks">
        {sorted.map((assumption) => (
          <AssumptionItem key={`${assumption.kind} ${assumption.text}`} assumption={assumption} />
        ))}
      </ul>
    </section>
  )
}

function AssumptionItem({ assumption }: { assumption: Assumption }) {
  const { kind, text, state, lowersLabel } = assumption
  const { symbol, tone } = lookOf(assumption)
  return (
    <li className="check">
      <span className={`check-symbol ${tone}`} aria-hidden="true">
        {symbol}
      </span>
      <span className="check-name">
        {kind}, {state}
        <span className="sub break">
          {text}
          {state === 'open' && lowersLabel && ' The label is probable because of it.'}
        </span>
      </span>
    </li>
  )
}
