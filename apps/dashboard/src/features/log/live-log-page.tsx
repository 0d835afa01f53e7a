import type { Bisection, Build, Run } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { sourceQuery } from '../../api/fact-queries.ts'
import { liveLogPath } from '../../api/live-log.ts'
import { bisectionQuery } from '../../api/queries.ts'
import { apiRoot } from '../../api/request.ts'
import { runResultWords } from '../../model/group-runs.ts'
import { isOfTask, type NamedTask, parseTask } from '../../model/task-revision.ts'
import { BisectionCrumb } from '../../ui/bisection-crumb.tsx'
import { CopyHash, TreeOfBisection } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { RevisionNote } from '../../ui/revision-note.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { type LiveState, useLiveLog } from './hooks/use-live-log.ts'
import { LiveLogViewer } from './parts/live-log-viewer.tsx'

/** The output of a build or boot that is under way, as it comes. */
export function LiveLogPage() {
  const { id, task } = useParams({ from: '/bisections/$id/tasks/$task' })
  const { data: bisection } = useQuery(bisectionQuery(id))
  const log = useLiveLog(id, task)
  const named = parseTask(task)
  const verb = named?.kind === 'build' ? 'Build' : 'Boot'
  const target = bisection?.targets.find(({ key }) => key === named?.targetKey)?.name
  useTitle(`${log.state === 'ended' ? '■' : '▶'} ${verb}${target ? `, ${target}` : ''}`)
  return (
    <TreeOfBisection id={id}>
      <div className="page page-log">
        <header className="run-head">
          <div className="crumbs">
            <Crumbs>
              <Link to="/bisections">Bisections</Link>
              <BisectionCrumb id={id} />
              <span>{verb.toLowerCase()}</span>
            </Crumbs>
          </div>
          <h1 className="run-title">
            {verb} of {named ? <CopyHash hash={named.commit} /> : task} {target && <>for {target}</>}
          </h1>
          <p className="run-facts">
            {named && <RevisionNote {...named} />}
            <span role="status">{stateWords[log.state]}</span>
            {log.state === 'ended' && named && bisection && target && (
              <Finished bisection={bisection} task={named} target={target} />
            )}
          </p>
        </header>
        <LiveLogViewer log={log} raw={`${apiRoot}${liveLogPath(id, task)}?follow=false`} />
      </div>
    </TreeOfBisection>
  )
}

const stateWords: Record<LiveState, string> = {
  waiting: 'Waiting for output …',
  live: 'Live: lines appear as they come.',
  lost: 'The connection was lost. The page tries again until it is back.',
  ended: 'The task is over, or no worker runs it now.',
}

/** How long after its end the fact of a task may take to be stored. */
const ASK_MS = 2000

interface FinishedProps {
  readonly bisection: Bisection
  readonly task: NamedTask
  readonly target: string
}

/** The way to what came of the task. */
function Finished({ bisection, task, target }: FinishedProps) {
  const kind = task.kind === 'build' ? 'builds' : 'runs'
  const { data } = useQuery({
    ...sourceQuery(bisection.id, kind, { commit: task.commit, target }),
    refetchInterval: ({ state }) => (state.data && ofTask(state.data, task) ? false : ASK_MS),
  })
  const fact = data && ofTask(data, task)
  if (!fact) return null
  if ('attempt' in fact) {
    return (
      <Link to="/runs/$id" params={{ id: fact.id }} search={{ bisection: bisection.id }}>
        {fact.result.kind === 'passed' ? 'Passed' : runResultWords(fact)}: open the log of the run
      </Link>
    )
  }
  const log = fact.artifacts.find(({ name }) => name === 'log')
  return (
    <>
      <Link to="/bisections/$id" params={{ id: bisection.id }} search={{ tab: 'builds', commit: task.commit }}>
        Result of the build: {fact.result}
      </Link>
      {log && <a href={`${apiRoot}/artifacts/${log.digest}`}>Whole log of the build</a>}
    </>
  )
}

function ofTask(facts: readonly (Run | Build)[], task: NamedTask): Run | Build | undefined {
  return facts.findLast((fact) => isOfTask(task, fact) && (!('attempt' in fact) || fact.attempt === task.attempt))
}
