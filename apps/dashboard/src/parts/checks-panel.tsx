import type { Bisection, Check, Run } from '@kbisect/contracts'
import { evidence } from '../model/group-runs.ts'
import { Hash } from './hash.tsx'
import { RunDots } from './run-dots.tsx'

const results: Record<Check['result'], { symbol: string; kind: string }> = {
  passed: { symbol: '✓', kind: 'good' },
  failed: { symbol: '✕', kind: 'bad' },
  conflict: { symbol: '≠', kind: 'skip' },
  'does not build': { symbol: '—', kind: 'skip' },
  'could not tell': { symbol: '?', kind: 'skip' },
}

/** What was proved, each with the runs it rests on. */
export function ChecksPanel({ bisection, runs }: { bisection: Bisection; runs: readonly Run[] }) {
  const checks = bisection.result?.checks ?? []
  if (checks.length === 0) return null
  return (
    <section className="panel" aria-labelledby="checks-title">
      <h2 id="checks-title">Checks</h2>
      <ul className="checks">
        {checks.map((check) => (
          <li key={`${check.name} ${check.commit}`} className="check">
            <span className={`check-symbol t-${results[check.result].kind}`} aria-hidden="true">
              {results[check.result].symbol}
            </span>
            <span className="check-name">
              {checkWords(check)}
              <span className="sub">
                <Hash hash={check.commit} />
              </span>
            </span>
            <RunDots runs={evidence(runs, bisection.target, check)} bisectionId={bisection.id} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function checkWords({ name, result, passes, failures }: Check): string {
  const total = passes + failures
  const subject = name.charAt(0).toUpperCase() + name.slice(1)
  if (name === 'revert' && result === 'conflict') return 'Revert does not apply'
  if (result === 'does not build') return `${subject} does not build`
  if (result === 'could not tell' || total === 0) return `${subject} could not be told`
  return failures > 0 ? `${subject} fails ${failures} of ${total}` : `${subject} passes ${passes} of ${total}`
}
