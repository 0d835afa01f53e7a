import type { Bisection, Build, Check, Run } from '@kbisect/contracts'
import { evidence } from '../../../model/group-runs.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { checkReason, checkWords } from '../model/format-check.ts'
import { EvidenceDots } from './evidence-dots.tsx'

const results: Record<Check['result'], { symbol: string; kind: string }> = {
  passed: { symbol: '✓', kind: 'good' },
  failed: { symbol: '✕', kind: 'bad' },
  conflict: { symbol: '≠', kind: 'skip' },
  'does not build': { symbol: '—', kind: 'skip' },
  'could not tell': { symbol: '?', kind: 'skip' },
}

interface ChecksPanelProps {
  readonly bisection: Bisection
  readonly runs: readonly Run[]
  readonly builds: readonly Build[]
}

/** What was checked, each with what it rests on. */
export function ChecksPanel({ bisection, runs, builds }: ChecksPanelProps) {
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
              <span className="sub break">
                <CommitHash hash={check.commit} /> {checkReason(check)}
              </span>
            </span>
            <EvidenceDots
              runs={evidence(runs, bisection.target, check)}
              builds={evidence(builds, bisection.target, check)}
              bisectionId={bisection.id}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}
