import type { Assumption, Bisection } from '@kbisect/contracts'

const states: Record<Assumption['state'], { symbol: string; kind: string; word: string }> = {
  open: { symbol: '?', kind: 'weak', word: 'open' },
  settled: { symbol: '✓', kind: 'good', word: 'settled' },
}

/** What else could explain the runs, and what further runs ruled out; what is open comes first. */
export function AssumptionsPanel({ bisection: { result } }: { bisection: Bisection }) {
  const all = result?.assumptions ?? []
  if (all.length === 0) return null
  const sorted = [...all].sort((a, b) => Number(a.state === 'settled') - Number(b.state === 'settled'))
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

function AssumptionItem({ assumption: { kind, text, state, lowersLabel } }: { assumption: Assumption }) {
  const { symbol, kind: tone, word } = states[state]
  return (
    <li className="check">
      <span className={`check-symbol t-${tone}`} aria-hidden="true">
        {symbol}
      </span>
      <span className="check-name">
        {kind}, {word}
        <span className="sub break">
          {text}
          {state === 'open' && lowersLabel && ' The label is probable because of it.'}
        </span>
      </span>
    </li>
  )
}
