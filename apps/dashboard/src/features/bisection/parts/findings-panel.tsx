import { type Bisection, type Finding, failureText } from '@kbisect/contracts'
import { count } from '../../../model/headline.ts'
import { CommitLinks } from './commit-links.tsx'

/** Other failures that were met on the way, and what kernels warned of that went on. */
export function FindingsPanel({ bisection, select }: { bisection: Bisection; select: (hash: string) => void }) {
  const findings = bisection.result?.findings ?? []
  if (findings.length === 0) return null
  return (
    <section className="panel" aria-labelledby="findings-title">
      <h2 id="findings-title">Also seen in this range</h2>
      <ul className="findings">
        {findings.map((finding) => (
          <li key={finding.signature.text}>
            <code className="signature">{failureText(finding.signature)}</code>
            <div className="sub">
              {findingWords(finding)} at <CommitLinks commits={finding.commits} select={select} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

function findingWords({ runs, fatal }: Finding): string {
  if (runs === 0) return 'could not be tested:'
  return fatal ? `ended ${count(runs, 'run')}` : `the kernel went on, in ${count(runs, 'run')}`
}
