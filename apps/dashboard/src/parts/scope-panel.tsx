import type { Bisection, Run, ScopeResult } from '@kbisect/contracts'
import { RunDots } from './run-dots.tsx'

const looks: Record<ScopeResult['result'], { symbol: string; kind: string }> = {
  affected: { symbol: '✕', kind: 'bad' },
  'not affected': { symbol: '✓', kind: 'good' },
  'could not tell': { symbol: '?', kind: 'skip' },
}

/** Which targets the culprit breaks. */
export function ScopePanel({ bisection, runs }: { bisection: Bisection; runs: readonly Run[] }) {
  const scope = bisection.result?.scope ?? []
  const targets = bisection.targets.slice(1)
  if (scope.length === 0 && targets.length === 0) return null
  return (
    <section className="panel" aria-labelledby="scope-title">
      <h2 id="scope-title">Scope</h2>
      <table className="table compact scope">
        <caption className="sr-only">Targets on which the culprit was tested</caption>
        <thead>
          <tr>
            <th scope="col">Target</th>
            <th scope="col">Result</th>
            <th scope="col">Runs</th>
          </tr>
        </thead>
        {scope.map((row) => (
          <ScopeRow key={row.target} row={row} bisection={bisection} runs={runs} />
        ))}
        {scope.length === 0 && (
          <tbody>
            {targets.map((target) => (
              <tr key={target.key}>
                <th scope="row">{target.name}</th>
                <td className="muted" colSpan={2}>
                  not yet tested
                </td>
              </tr>
            ))}
          </tbody>
        )}
      </table>
    </section>
  )
}

function ScopeRow({ row, bisection, runs }: { row: ScopeResult; bisection: Bisection; runs: readonly Run[] }) {
  const culprit = bisection.result?.culprit?.hash
  const { symbol, kind } = looks[row.result]
  const evidence = runs.filter((run) => run.target === row.target && run.commit === culprit && run.reverted === null)
  const same = row.reason === bisection.result?.signature?.text
  return (
    <tbody className="scope-row">
      <tr>
        <th scope="row">{row.target}</th>
        <td className={`nowrap t-${kind}`}>
          <span aria-hidden="true">{symbol}</span> {row.result}
        </td>
        <td>
          <RunDots runs={evidence} bisectionId={bisection.id} />
        </td>
      </tr>
      <tr>
        <td colSpan={3} className="sub break">
          {same ? 'the failure that was bisected' : row.reason}
        </td>
      </tr>
    </tbody>
  )
}
