import type { Bisection } from '@kbisect/contracts'
import type { Cell } from '../model/affected-targets-matrix.ts'
import { affectedTargetsMatrix } from '../model/affected-targets-matrix.ts'

const looks: Record<Cell, { symbol: string; kind: string; words: string }> = {
  affected: { symbol: '✕', kind: 'bad', words: 'affected' },
  'not affected': { symbol: '✓', kind: 'good', words: 'not affected' },
  'could not tell': { symbol: '?', kind: 'skip', words: 'unknown' },
  'not tested': { symbol: '–', kind: 'untested', words: 'not tested' },
}

/** Whom it concerns at a glance: architectures by configurations. */
export function AffectedTargetsTable({ bisection }: { bisection: Bisection }) {
  const { configs, rows } = affectedTargetsMatrix(bisection)
  return (
    <div className="matrix-frame">
      <table className="matrix">
        <caption>Who is affected</caption>
        <thead>
          <tr>
            <td />
            {configs.map((config) => (
              <th key={config} scope="col">
                {config}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ architecture, cells }) => (
            <tr key={architecture}>
              <th scope="row">{architecture}</th>
              {cells.map((cell, index) => (
                <td key={configs[index]}>
                  {cell.map(({ target, result }) => (
                    <span key={target} className={`matrix-result b-${looks[result].kind}`} title={target}>
                      <span aria-hidden="true">{looks[result].symbol}</span> {looks[result].words}
                      {cell.length > 1 && <span className="sub">{target}</span>}
                    </span>
                  ))}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
