import type { Overview, WorkerPresence } from '@kbisect/contracts'
import { busyQueues } from '../../../model/format-expected.ts'
import { jobWords } from '../model/format-job.ts'

/** Who works, with what it can do and does now. */
export function WorkersPanel({ workers }: { workers: readonly WorkerPresence[] }) {
  return (
    <section className="panel" aria-labelledby="workers-title">
      <h2 id="workers-title">Workers</h2>
      {workers.length === 0 && (
        <p className="warn-text">
          None is running: nothing is built or booted until one is started (<code>npm start</code>).
        </p>
      )}
      <ul className="worker-list">
        {workers.map((worker) => (
          <li key={worker.name} className={worker.jobs.length > 0 ? 'worker busy' : 'worker'}>
            <p className="worker-head">
              <span className="worker-dot" aria-hidden="true" />
              <span className="worker-name">{worker.name}</span>
              <span className="sub num">
                {worker.busy.build}/{worker.slots.build} builds, {worker.busy.boot}/{worker.slots.boot} boots
              </span>
            </p>
            <p className="sub">{abilities(worker)}</p>
            {worker.toolchains.length > 0 && <p className="sub">with {worker.toolchains.join(', ')}</p>}
            <ul className="worker-jobs">
              {worker.jobs.length === 0 && <li className="muted">idle</li>}
              {worker.jobs.map((job) => (
                <li key={job}>{jobWords(job)}</li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}

function abilities({ build, boot, roles }: WorkerPresence): string {
  const does = [
    build.length > 0 && `builds ${build.join(', ')}`,
    boot.length > 0 && `boots ${boot.join(', ')}`,
    roles.includes('coordinator') && 'decides',
  ].filter(Boolean)
  return does.join('; ') || 'does nothing at the moment'
}

/** What waits for a worker. */
export function QueuesPanel({ queues }: { queues: Overview['queues'] }) {
  const busy = busyQueues(queues)
  return (
    <section className="panel" aria-labelledby="queues-title">
      <h2 id="queues-title">Queue</h2>
      {busy.length === 0 ? (
        <p className="muted">Nothing waits.</p>
      ) : (
        <table className="table compact queues">
          <caption className="sr-only">Jobs by queue</caption>
          <thead>
            <tr>
              <th scope="col">Queue</th>
              <th scope="col" className="num">
                Waiting
              </th>
              <th scope="col" className="num">
                Running
              </th>
            </tr>
          </thead>
          <tbody>
            {busy.map(({ name, waiting, active }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="num">{waiting.toLocaleString('en')}</td>
                <td className="num">{active.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
