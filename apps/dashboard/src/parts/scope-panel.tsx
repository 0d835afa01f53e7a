import type { Bisection, Run, ScopeResult } from '@kbisect/contracts'
import { RunDots } from './run-dots.tsx'

const looks: Record<ScopeResult['result'], { symbol: string; kind: string }> = {
  affected: { symbol: '✕', kind: 'bad' },
  'not affected': { symbol: '✓', kind: 'good' },
  'could not tell': { symbol: '?', kind: 'skip' },
}

/** Which other targets the culprit breaks. */
export function ScopePanel({ bisection, runs }: { bisection: Bisection; runs: readonly Run[] }) {
  const scope = bisection.result?.scope ?? []
  const targets = bisection.targets.slice(1)
  const culprit = bisection.result?.culprit?.hash
  if (scope.length === 0 && targets.length === 0) return null
  return (
    <section className="panel" aria-labelledby="scope-title">
      <h2 id="scope-title">Scope</h2>
      <table className="table compact scope">
        <caption className="sr-only">Targets on which the culprit and its parents were tested</caption>
        <thead>
          <tr>
            <th scope="col">Target</th>
            <th scope="col">Result</th>
            <th scope="col">Runs</th>
          </tr>
        </thead>
        <tbody>
          {scope.map((row) => (
            <tr key={row.target}>
              <th scope="row">
                {row.target}
                <span className="sub">{row.reason}</span>
              </th>
              <td className={`nowrap t-${looks[row.result].kind}`}>
                <span aria-hidden="true">{looks[row.result].symbol}</span> {row.result}
              </td>
              <td>
                <RunDots
                  runs={runs.filter(
                    (run) => run.target === row.target && run.commit === culprit && run.reverted === null,
                  )}
                  bisectionId={bisection.id}
                />
              </td>
            </tr>
          ))}
          {scope.length === 0 &&
            targets.map((target) => (
              <tr key={target.key}>
                <th scope="row">{target.name}</th>
                <td className="muted" colSpan={2}>
                  not yet tested
                </td>
              </tr>
            ))}
        </tbody>
      </table>
    </section>
  )
}
