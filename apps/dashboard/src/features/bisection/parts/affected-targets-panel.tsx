import { type AffectedTarget, type Bisection, type Build, failureText, type Run } from '@kbisect/contracts'
import { factsOf } from '../../../model/group-runs.ts'
import { EvidenceDots } from './evidence-dots.tsx'

const looks: Record<AffectedTarget['result'], { symbol: string; kind: string }> = {
  affected: { symbol: '✕', kind: 'bad' },
  'not affected': { symbol: '✓', kind: 'good' },
  'could not tell': { symbol: '?', kind: 'skip' },
}

interface AffectedTargetsPanelProps {
  readonly bisection: Bisection
  readonly runs: readonly Run[]
  readonly builds: readonly Build[]
}

/** Which targets the culprit breaks, with the runs of culprit and parents that say so. */
export function AffectedTargetsPanel({ bisection, runs, builds }: AffectedTargetsPanelProps) {
  const affectedTargets = bisection.result?.affectedTargets ?? []
  const targets = bisection.targets.slice(1)
  if (affectedTargets.length === 0 && targets.length === 0) return null
  return (
    <section className="panel" aria-labelledby="affected-targets-title">
      <h2 id="affected-targets-title">Affected targets</h2>
      <table className="table compact affected-targets">
        <caption className="sr-only">Targets on which the culprit was tested</caption>
        <thead>
          <tr>
            <th scope="col">Target</th>
            <th scope="col">Culprit</th>
            <th scope="col">Parents</th>
          </tr>
        </thead>
        {affectedTargets.map((row) => (
          <AffectedTargetRow key={row.target} row={row} bisection={bisection} runs={runs} builds={builds} />
        ))}
        {affectedTargets.length === 0 && (
          <tbody>
            {targets.map((target) => (
              <tr key={target.key}>
                <th scope="row">{target.name}</th>
                <td className="muted" colSpan={2}>
                  {bisection.state === 'finished' ? 'not tested' : 'not yet tested'}
                </td>
              </tr>
            ))}
          </tbody>
        )}
      </table>
    </section>
  )
}

function AffectedTargetRow({ row, bisection, runs, builds }: AffectedTargetsPanelProps & { row: AffectedTarget }) {
  const { symbol, kind } = looks[row.result]
  const culprit = row.culprit?.commit ?? bisection.result?.culprit?.hash
  const parents = (row.parents ?? []).map(({ commit }) => commit)
  const dots = (commits: readonly string[]) => (
    <EvidenceDots
      runs={factsOf(runs, row.target, commits)}
      builds={factsOf(builds, row.target, commits)}
      bisectionId={bisection.id}
    />
  )
  return (
    <tbody className="affected-target">
      <tr>
        <th scope="row">
          {row.target}
          <span className={`target-result t-${kind}`}>
            <span aria-hidden="true">{symbol}</span> {row.result}
          </span>
        </th>
        <td>{dots(culprit === undefined ? [] : [culprit])}</td>
        <td>{dots(parents)}</td>
      </tr>
      <tr>
        <td colSpan={3} className="sub break">
          {reasonOf(row, bisection.result?.signature?.text)}
        </td>
      </tr>
    </tbody>
  )
}

/** How it fails there, or what was seen instead. */
function reasonOf({ signature, reason, result }: AffectedTarget, bisected: string | undefined): string {
  if (result === 'affected' && (signature?.text ?? reason) === bisected) return 'the failure that was bisected'
  return signature ? failureText(signature) : reason
}
