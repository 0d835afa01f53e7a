import type { Run } from '@kbisect/contracts'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useLocation, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { sourceQuery } from '../../api/fact-queries.ts'
import { bisectionQuery, runQuery } from '../../api/queries.ts'
import { runResultWords } from '../../model/group-runs.ts'
import { duration } from '../../model/relative-time.ts'
import { goodCommits, tellingLogs } from '../../model/representative-logs.ts'
import { BisectionCrumb } from '../../ui/bisection-crumb.tsx'
import { CopyHash, TreeOfBisection } from '../../ui/commit-hash.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { RevisionNote } from '../../ui/revision-note.tsx'
import { Warnings } from '../../ui/run-list.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { stageWords } from './model/console-stages.ts'
import { lineFragment, lineRange, parseLineRange } from './model/line-range.ts'
import { LogViewer } from './parts/log-viewer.tsx'

const words: Record<Run['result']['kind'], string> = {
  passed: 'Passed',
  failed: 'Failed',
  skipped: 'Skipped',
  infrastructure: 'Infrastructure error',
}

const symbols: Record<Run['result']['kind'], string> = { passed: '✓', failed: '✕', skipped: '–', infrastructure: '!' }

/** One run and its console. */
export function RunPage() {
  const { id } = useParams({ from: '/runs/$id' })
  const { line, bisection: named } = useSearch({ from: '/runs/$id' })
  const fragment = useLocation({ select: ({ hash }) => hash })
  const marked = parseLineRange(fragment) ?? (line === undefined ? undefined : lineRange(line, line))
  const navigate = useNavigate({ from: '/runs/$id' })
  const { data: run, isPending, error, refetch } = useQuery(runQuery(id))
  // A link from elsewhere names the run alone.
  const bisection = named ?? run?.bisectionId
  useTitle(run ? `${symbols[run.result.kind]} ${words[run.result.kind]} · ${run.target}, run ${run.attempt}` : 'Run')
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
    <TreeOfBisection id={bisection}>
      <div className="page page-log">
        <RunHead run={run} bisection={bisection} />
        {run.log === null ? (
          <Empty title="No console log">
            <p>The worker stored no console output for this run. The command above shows what it started.</p>
          </Empty>
        ) : (
          <LogViewer
            key={run.id}
            run={run}
            marked={marked}
            choose={(lines) =>
              void navigate({
                search: named ? { bisection: named } : {},
                hash: lineFragment(lines),
                hashScrollIntoView: false,
                replace: true,
                resetScroll: false,
              })
            }
          />
        )}
      </div>
    </TreeOfBisection>
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
  const kind = { passed: 'good', failed: 'bad', skipped: 'skip', infrastructure: 'weak' }[run.result.kind]
  return (
    <header className="run-head">
      <div className="crumbs">
        <Crumbs>
          <Link to="/bisections">Bisections</Link>
          {bisection && <BisectionCrumb id={bisection} commit={run.commit} />}
          <span>run {run.attempt}</span>
        </Crumbs>
      </div>
      <h1 className="run-title">
        <span className={`t-${kind}`}>{words[run.result.kind]}</span>
        {run.result.kind !== 'passed' && <code className="signature">{runResultWords(run)}</code>}
      </h1>
      <Warnings run={run} />
      {bisection && run.result.kind === 'failed' && run.log !== null && <WithGood run={run} bisection={bisection} />}
      <p className="run-facts">
        <span>
          <CopyHash hash={run.commit} /> <RevisionNote {...run} />
        </span>
        <span>{run.target}</span>
        {run.result.kind === 'failed' && <span>{stageWords(run.result.stage)}</span>}
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
          <CopyButton text={run.command} label="Copy command" />
        </div>
      </details>
    </header>
  )
}
