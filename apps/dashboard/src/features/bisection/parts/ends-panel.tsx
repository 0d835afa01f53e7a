import type { Bisection, Build, Run } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { signalAndWarnings } from '../../../model/group-runs.ts'
import { Hash } from '../../../ui/hash.tsx'
import { type EndLog, endLogs } from '../model/end-logs.ts'
import { checkWords } from '../model/format-check.ts'
import { TellingLogLinks } from './compare-link.tsx'

interface EndsPanelProps {
  readonly bisection: Bisection
  readonly runs: readonly Run[]
  readonly builds: readonly Build[]
}

/** What both ends showed, with their logs, where that is all there is to say: no culprit was found, and no range. */
export function EndsPanel({ bisection, runs, builds }: EndsPanelProps) {
  const { result } = bisection
  if (!result || result.culprit || result.range.length > 0 || result.checks.length === 0) return null
  return (
    <section className="panel" aria-labelledby="ends-title">
      <h2 id="ends-title">What the ends showed</h2>
      <ul className="ends">
        {endLogs(bisection, runs, builds).map((end) => (
          <li key={`${end.name} ${end.commit}`}>
            <p className="end-name">
              {end.check ? checkWords(end.check) : `The ${end.name} was not tested`}{' '}
              <span className="end-ref">
                {end.ref && !end.commit.startsWith(end.ref) && `${end.ref} `}
                <Hash hash={end.commit} />
              </span>
            </p>
            <EndLogLink end={end} bisectionId={bisection.id} />
          </li>
        ))}
      </ul>
      <TellingLogLinks bisection={bisection} runs={runs} />
    </section>
  )
}

function EndLogLink({ end: { name, run, buildLog, check }, bisectionId }: { end: EndLog; bisectionId: string }) {
  if (run)
    return (
      <p>
        <code className="signature">{signalAndWarnings(run)}</code>{' '}
        <Link to="/runs/$id" params={{ id: run.id }} search={{ bisection: bisectionId }}>
          Log of the {name}
        </Link>
      </p>
    )
  return (
    <p>
      {check?.reason && <code className="signature">{check.reason}</code>}{' '}
      {buildLog && <a href={`/api/v1/artifacts/${buildLog}`}>Log of the {name}’s build</a>}
    </p>
  )
}
