import type { Bisection, Build, Run } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { runResultAndWarnings } from '../../../model/group-runs.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { type BoundaryLog, boundaryLogs } from '../model/boundary-logs.ts'
import { checkWords } from '../model/format-check.ts'
import { TellingLogLinks } from './compare-link.tsx'

const checkedNames: Record<BoundaryLog['name'], string> = {
  'bad revision': 'revision',
  'good revision': 'last good revision',
  'merge base': 'merge base',
}

interface BoundariesPanelProps {
  readonly bisection: Bisection
  readonly runs: readonly Run[]
  readonly builds: readonly Build[]
}

/**
 * What both revisions showed, with their logs, where that is all there is to say: no culprit was
 * found, and no range.
 */
export function BoundariesPanel({ bisection, runs, builds }: BoundariesPanelProps) {
  const { result } = bisection
  if (!result || result.culprit || result.range.length > 0 || result.checks.length === 0) return null
  const all = boundaryLogs(bisection, runs, builds)
  // A check compares only where its revision fails.
  const logs = bisection.check ? all.filter(({ check }) => check !== undefined) : all
  const name = (end: BoundaryLog) => (bisection.check ? checkedNames[end.name] : end.name)
  return (
    <section className="panel" aria-labelledby="boundaries-title">
      <h2 id="boundaries-title">What the {bisection.check ? 'revisions' : 'boundaries'} showed</h2>
      <ul className="boundaries">
        {logs.map((end) => (
          <li key={`${end.name} ${end.commit}`}>
            <p className="boundary-name">
              {end.check ? checkWords(end.check, name(end)) : `The ${end.name} was not tested`}{' '}
              <span className="boundary-ref">
                {end.ref && !end.commit.startsWith(end.ref) && `${end.ref} `}
                <CommitHash hash={end.commit} />
              </span>
            </p>
            <BoundaryLogLink end={end} name={name(end)} bisectionId={bisection.id} />
          </li>
        ))}
      </ul>
      <TellingLogLinks bisection={bisection} runs={runs} />
    </section>
  )
}

function BoundaryLogLink({
  end: { run, buildLog, check },
  name,
  bisectionId,
}: {
  end: BoundaryLog
  name: string
  bisectionId: string
}) {
  if (run)
    return (
      <p>
        <code className="signature">{runResultAndWarnings(run)}</code>{' '}
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
