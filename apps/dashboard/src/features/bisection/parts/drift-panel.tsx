import type { Bisection } from '@kbisect/contracts'
import { CommitLinks } from './commit-links.tsx'

/** Commits whose Kconfig does not answer the target's configuration as the good revision does. */
export function DriftPanel({ bisection, select }: { bisection: Bisection; select: (hash: string) => void }) {
  const drift = bisection.result?.drift ?? []
  if (drift.length === 0) return null
  return (
    <section className="panel" aria-labelledby="drift-title">
      <h2 id="drift-title">Configuration</h2>
      <p className="sub panel-note">
        Not every commit answers what {bisection.target} asks for as the good revision does.
      </p>
      <ul className="findings">
        {drift.map(({ words, commits }) => (
          <li key={words}>
            <span className="warn-text break">{words}</span>
            <div className="sub">
              at <CommitLinks commits={commits} select={select} />
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
