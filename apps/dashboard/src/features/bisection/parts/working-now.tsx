import { type Bisection, queueWords } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { expectedWork } from '../../../model/format-expected.ts'
import { count } from '../../../model/headline.ts'
import { taskRevision } from '../../../model/task-revision.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { RevisionNote } from '../../../ui/revision-note.tsx'
import { Elapsed } from '../../../ui/time.tsx'
import { WorkProgress } from '../../../ui/work-progress.tsx'

/** What is left, and what is being built and booted right now. */
export function WorkingNow({ bisection }: { bisection: Bisection }) {
  const { working, candidatesLeft, commits, builds, runs, infrastructureErrors } = bisection.progress
  return (
    <section className="panel now" aria-labelledby="now-title">
      <h2 id="now-title" className="sr-only">
        Now
      </h2>
      <div className="now-left">
        <div className="now-number">
          {bisection.check ? (
            <span>one revision is tested</span>
          ) : commits === 0 ? (
            <span>the range is not counted yet</span>
          ) : (
            <>
              <b>{candidatesLeft.toLocaleString('en')}</b>
              <span>of {commits.toLocaleString('en')} commits left</span>
            </>
          )}
        </div>
        <WorkProgress bisection={bisection} />
        <div className="sub">
          {bisection.expected && `to go: ${expectedWork(bisection.expected)} · `}
          so far {count(builds, 'build')}, {count(runs, 'run')}
          {infrastructureErrors > 0 && (
            <span className="warn-text"> · {count(infrastructureErrors, 'infrastructure error')}</span>
          )}
        </div>
      </div>
      <ul className={bisection.state === 'running' ? 'now-tasks' : 'now-tasks is-idle'} aria-label="Being worked on">
        {working.length === 0 && <li className="muted">{idleWords(bisection)}</li>}
        {working.map((task) => (
          <li key={task.task} className="task">
            <span className={`task-kind ${task.startedAt ? 'active' : ''}`}>{task.kind}</span>
            <span className="task-what">
              <CommitHash hash={task.commit} /> <span className="task-subject">{task.subject}</span>
              <RevisionNote {...taskRevision(task.task)} />
              <span className="sub">
                {task.target} {task.worker ? `on ${task.worker} · ` : '· waits for a worker'}
                {task.worker && (
                  <Link to="/bisections/$id/tasks/$task" params={{ id: bisection.id, task: task.task }}>
                    Follow its output
                  </Link>
                )}
              </span>
            </span>
            <span className="task-time">{task.startedAt && <Elapsed since={task.startedAt} />}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Why nothing is being built or booted. */
function idleWords(bisection: Bisection): string {
  if (bisection.state === 'paused') return 'Nothing is built or booted until the bisection is resumed.'
  if (bisection.state === 'queued') return `Nothing is built or booted yet: the bisection ${queueWords(bisection)}.`
  // The head of the page says for which worker it waits.
  if (bisection.waitingFor) return 'Nothing is being built or booted.'
  return 'Nothing is being built or booted: the next step is being decided.'
}
