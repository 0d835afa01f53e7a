import type { Run } from '@kbisect/contracts'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { sourceQuery } from '../../api/fact-queries.ts'
import { bisectionQuery, runQuery } from '../../api/queries.ts'
import { signalWords } from '../../model/group-runs.ts'
import { duration } from '../../model/relative-time.ts'
import { goodCommits, tellingLogs } from '../../model/representative-logs.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Hash } from '../../ui/hash.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { RevisionNote } from '../../ui/revision-note.tsx'
import { Warnings } from '../../ui/run-list.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { stageWords } from './model/console-stages.ts'
import { LogViewer } from './parts/log-viewer.tsx'

const words: Record<Run['signal']['kind'], string> = {
  passed: 'Passed',
  failed: 'Failed',
  skipped: 'Skipped',
  infrastructure: 'Infrastructure error',
}

/** One run and its console. */
export function RunPage() {
  const { id } = useParams({ from: '/runs/$id' })
  const { line, bisection } = useSearch({ from: '/runs/$id' })
  const navigate = useNavigate({ from: '/runs/$id' })
  const { data: run, isPending, error, refetch } = useQuery(runQuery(id))
  useTitle(run ? `${words[run.signal.kind]}, ${run.target}` : 'Run')
  if (isPending) return <Skeleton rows={12} label="Loading the run" />
  if (!run) {
    return (
      <div className="page">
        <h1>This run cannot be shown</h1>
        <p>
          It may have been deleted. <Link to="/bisections">All bisections</Link>
        </p>
        <Failure error={error ?? new Error('No answer.')} retry={() => void refetch()} />
      </div>
    )
  }
  return (
    <div className="page page-log">
      <RunHead run={run} bisection={bisection} />
      {run.log === null ? (
        <Empty title="This run left no console log" />
      ) : (
        <LogViewer
          key={run.id}
          run={run}
          line={line}
          chooseLine={(chosen) =>
            void navigate({
              search: { line: chosen, ...(bisection && { bisection }) },
              replace: true,
              resetScroll: false,
            })
          }
        />
      )}
    </div>
  )
}

/** The way to this log beside the last good one of its bisection. */
function WithGood({ run, bisection: id }: { run: Run; bisection: string }) {
  const { data: bisection } = useQuery(bisectionQuery(id))
  const about = bisection && { ...bisection, target: run.target }
  const runs = useQueries({
    queries: (about ? goodCommits(about) : []).map((commit) => sourceQuery(id, 'runs', { commit, target: run.target })),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  })
  const good = about && tellingLogs(about, runs).lastGood
  // A line is kept for it, so that the log below does not jump.
  return (
    <p className="with-good">
      {good && (
        <Link to="/compare" search={{ good: good.id, bad: run.id, bisection: id }}>
          Beside the last good log
        </Link>
      )}
    </p>
  )
}

function RunHead({ run, bisection }: { run: Run; bisection: string | undefined }) {
  const kind = { passed: 'good', failed: 'bad', skipped: 'skip', infrastructure: 'weak' }[run.signal.kind]
  return (
    <header className="run-head">
      <nav className="crumbs" aria-label="Breadcrumb">
        <span>
          <Link to="/bisections">Bisections</Link> <span aria-hidden="true">/</span>{' '}
          {bisection && (
            <>
              <Link to="/bisections/$id" params={{ id: bisection }} search={{ commit: run.commit }}>
                this bisection
              </Link>{' '}
              <span aria-hidden="true">/</span>{' '}
            </>
          )}
          run {run.attempt}
        </span>
      </nav>
      <h1 className="run-title">
        <span className={`t-${kind}`}>{words[run.signal.kind]}</span>
        {run.signal.kind !== 'passed' && <code className="signature">{signalWords(run)}</code>}
      </h1>
      <Warnings run={run} />
      {bisection && run.signal.kind === 'failed' && run.log !== null && <WithGood run={run} bisection={bisection} />}
      <p className="run-facts">
        <span>
          <Hash hash={run.commit} /> <RevisionNote {...run} />
        </span>
        <span>{run.target}</span>
        {run.signal.kind === 'failed' && <span>{stageWords(run.signal.stage)}</span>}
        <span>
          {duration(run.seconds)} ({duration(run.cpuSeconds)} CPU)
        </span>
        <span>
          {run.emulator} {run.accelerator !== 'none' && `(${run.accelerator})`}
        </span>
        <span>on {run.worker}</span>
        <Ago at={run.finishedAt} />
      </p>
      <details className="run-command">
        <summary>Exact command</summary>
        <div className="command-box">
          <pre className="code">{run.command}</pre>
          <CopyButton text={run.command} />
        </div>
      </details>
    </header>
  )
}
