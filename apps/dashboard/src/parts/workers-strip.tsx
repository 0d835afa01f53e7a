import { useQuery } from '@tanstack/react-query'
import { workersQuery } from '../api/queries.ts'
import { jobWords } from '../model/job-words.ts'

/** Who works, and on what. */
export function WorkersStrip() {
  const { data: workers, isError } = useQuery(workersQuery)
  return (
    <section className="workers" aria-label="Workers">
      <h2 className="overline">Workers</h2>
      {workers === undefined && <p className="muted">{isError ? 'Not known: the server did not say.' : 'Asking …'}</p>}
      {workers?.length === 0 && (
        <p className="warn-text">None is running: nothing is built or booted until one is started (npm start).</p>
      )}
      {workers && workers.length > 0 && (
        <ul className="worker-list">
          {workers.map((worker) => (
            <li key={worker.name} className={worker.jobs.length > 0 ? 'worker busy' : 'worker'}>
              <span className="worker-dot" aria-hidden="true" />
              <span
                className="worker-name"
                title={`${worker.roles.join(', ')}. Boots ${worker.boot.join(', ') || 'nothing'}.`}
              >
                {worker.name}
              </span>
              <span className="worker-jobs">
                {worker.jobs.length > 0 ? worker.jobs.map(jobWords).join(' · ') : 'idle'}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
