import type { Run } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { runQuery } from '../../api/queries.ts'
import { runResultWords } from '../../model/group-runs.ts'
import { byteWords, compareBytes } from '../../model/log-window.ts'
import { BisectionCrumb } from '../../ui/bisection-crumb.tsx'
import { CommitHash, TreeOfBisection } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { useLogLines } from './hooks/use-log-lines.ts'
import { CompareViewer } from './parts/compare-viewer.tsx'

/** The logs of two runs side by side: what the bad kernel says that the good one does not. */
export function ComparePage() {
  useTitle('Two logs side by side')
  const { good, bad, bisection } = useSearch({ from: '/compare' })
  const sides = [useSide(good), useSide(bad)] as const
  const [goodSide, badSide] = sides
  const error = sides.find((side) => side.error)?.error
  return (
    <TreeOfBisection id={bisection}>
      <div className="page page-log">
        <header className="run-head">
          <div className="crumbs">
            <Crumbs>
              <Link to="/bisections">Bisections</Link>
              {bisection && <BisectionCrumb id={bisection} />}
              <span>logs</span>
            </Crumbs>
          </div>
          <h1>Two logs side by side</h1>
          <p className="sub">Times, addresses, hashes and process numbers are not compared.</p>
        </header>
        {(!good || !bad) && (
          <Empty title="No logs to compare">
            <p>
              The page shows a good and a bad log side by side. Open the log of a failed run and choose “Beside the last
              good log”.
            </p>
          </Empty>
        )}
        {error && <Failure error={error} />}
        {goodSide.run && badSide.run && (
          <div className="compare-heads">
            <SideHead run={goodSide.run} bisection={bisection} />
            <SideHead run={badSide.run} bisection={bisection} />
          </div>
        )}
        {!error && good && bad && !(goodSide.lines && badSide.lines) && (
          <Skeleton rows={12} label="Loading both logs" />
        )}
        {goodSide.lines && badSide.lines && badSide.run && (
          <CompareViewer good={goodSide.lines} bad={badSide.lines} badRun={badSide.run} />
        )}
      </div>
    </TreeOfBisection>
  )
}

function useSide(id: string | undefined) {
  const run = useQuery({ ...runQuery(id ?? ''), enabled: id !== undefined })
  const lines = useLogLines(id, run.data?.logBytes)
  return { run: run.data, lines: lines.data, error: run.error ?? lines.error }
}

function SideHead({ run, bisection }: { run: Run; bisection: string | undefined }) {
  return (
    <p className="compare-head">
      <span className={run.result.kind === 'passed' ? 't-good' : 't-bad'}>{runResultWords(run)}</span>{' '}
      <Link to="/runs/$id" params={{ id: run.id }} search={bisection ? { bisection } : {}}>
        Open its log
      </Link>
      <span className="sub">
        <CommitHash hash={run.commit} /> on {run.target}
        {run.logBytes > compareBytes &&
          `; of ${byteWords(run.logBytes)}, the first ${byteWords(compareBytes)} are compared`}
      </span>
    </p>
  )
}
