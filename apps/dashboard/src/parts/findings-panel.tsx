import type { Bisection } from '@kbisect/contracts'
import { count } from '../model/headline.ts'
import { Hash } from './hash.tsx'

/** Other failures that were met on the way. */
export function FindingsPanel({ bisection, select }: { bisection: Bisection; select: (hash: string) => void }) {
  const findings = bisection.result?.findings ?? []
  if (findings.length === 0) return null
  return (
    <section className="panel" aria-labelledby="findings-title">
      <h2 id="findings-title">Also seen in this range</h2>
      <ul className="findings">
        {findings.map((finding) => (
          <li key={finding.signature.text}>
            <code className="signature">{finding.signature.text}</code>
            <div className="sub">
              at {count(finding.commits.length, 'commit')}:{' '}
              {finding.commits.slice(0, 6).map((hash) => (
                <button key={hash} type="button" className="link" onClick={() => select(hash)}>
                  <Hash hash={hash} />
                </button>
              ))}
              {finding.commits.length > 6 && '…'}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
