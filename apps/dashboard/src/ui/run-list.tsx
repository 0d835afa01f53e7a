import { failureText, type Run } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { runResultWords, warningsOf } from '../model/group-runs.ts'
import { duration } from '../model/relative-time.ts'
import { CommitHash } from './commit-hash.tsx'
import { RevisionNote } from './revision-note.tsx'
import { Ago } from './time.tsx'

const kinds: Record<Run['result']['kind'], string> = {
  passed: 'good',
  failed: 'bad',
  skipped: 'skip',
  infrastructure: 'weak',
}

interface RunListProps {
  readonly runs: readonly Run[]
  readonly bisectionId: string
  /** Off where the commit is clear from the surroundings. */
  readonly withCommit?: boolean
}

/** Runs, each with the way to its console log. */
export function RunList({ runs, bisectionId, withCommit = false }: RunListProps) {
  return (
    <table className="table compact runs">
      <caption className="sr-only">Runs</caption>
      <thead>
        <tr>
          {withCommit && <th scope="col">Commit</th>}
          <th scope="col">Run</th>
          <th scope="col">Showed</th>
          <th scope="col">Took</th>
          <th scope="col" className="wide-only">
            Where
          </th>
          <th scope="col" className="wide-only">
            When
          </th>
          <th scope="col">
            <span className="sr-only">Log</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <tr key={run.id}>
            {withCommit && (
              <td>
                <CommitHash hash={run.commit} />
                <RevisionNote {...run} />
                <div className="sub">{run.target}</div>
              </td>
            )}
            <td className="num">{run.attempt}</td>
            <td className={`t-${kinds[run.result.kind]} break`}>
              {runResultWords(run)}
              <Warnings run={run} />
              {!withCommit && <RevisionNote {...run} />}
            </td>
            <td className="num nowrap">{duration(run.seconds)}</td>
            <td className="wide-only">
              {run.worker} <span className="muted">{run.accelerator}</span>
            </td>
            <td className="wide-only">
              <Ago at={run.finishedAt} />
            </td>
            <td className="cell-log">
              <Link
                to="/runs/$id"
                params={{ id: run.id }}
                search={{ bisection: bisectionId }}
                aria-label={`Log of run ${run.attempt}`}
              >
                log
              </Link>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What a kernel warned of and went on. */
export function Warnings({ run }: { run: Run }) {
  return warningsOf(run).map((warning) => (
    <span key={warning.text} className="sub warn-text">
      with {failureText(warning)}
    </span>
  ))
}
