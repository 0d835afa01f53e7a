import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { trendsQuery } from '../../../api/queries.ts'
import { count } from '../../../model/headline.ts'
import { Failure } from '../../../ui/notice.tsx'
import { type TrendPoint, type TrendRow, trendRows } from '../model/trend-rows.ts'

const HEIGHT = 36
const STEP = 8
const BAR = 6

/**
 * How many tests failed and how many regressions were found on each of the last days, by tree: as
 * bars, and as a table.
 */
export function TrendPanel() {
  const { data, error, refetch } = useQuery(trendsQuery)
  if (error) return <Failure error={error} retry={() => void refetch()} />
  const rows = data ? trendRows(data.items, data.days, data.readAt) : []
  if (!data || rows.length === 0) return null
  return (
    <section className="panel" aria-labelledby="trend-title">
      <h2 id="trend-title">Last {data.days} days</h2>
      <p className="sub trend-key">
        Bars: tests that failed on a day. <span className="trend-dot" /> Regressions were found.
      </p>
      <ul className="trends">
        {rows.map((row) => (
          <li key={row.tree}>
            <Link to="/trees/$name" params={{ name: row.tree }}>
              {row.tree}
            </Link>{' '}
            <span className="sub">{totalWords(row)}</span>
            <TrendBars row={row} />
          </li>
        ))}
      </ul>
      <details className="trend-table">
        <summary>As a table</summary>
        <TrendTable rows={rows} />
      </details>
    </section>
  )
}

function totalWords({ total }: TrendRow): string {
  return `${count(total.failing, 'test')} failed, ${total.passing.toLocaleString('en')} passed · ${count(total.regressions, 'regression')}`
}

function TrendBars({ row }: { row: TrendRow }) {
  const most = Math.max(1, ...row.points.map(({ failing }) => failing))
  const heightOf = ({ failing }: TrendPoint) => (failing === 0 ? 1 : Math.max(3, (failing / most) * HEIGHT))
  return (
    <svg
      className="trend-bars"
      viewBox={`0 0 ${row.points.length * STEP} ${HEIGHT + 8}`}
      role="img"
      aria-label={`${row.tree} by day: ${totalWords(row)}`}
    >
      {row.points.map((point, at) => (
        <g key={point.day}>
          <title>{`${point.day}: ${point.failing} failed, ${point.passing} passed, ${count(point.regressions, 'regression')}`}</title>
          <rect
            className={point.failing === 0 ? 'trend-none' : 'trend-failing'}
            x={at * STEP}
            y={HEIGHT + 8 - heightOf(point)}
            width={BAR}
            height={heightOf(point)}
          />
          {point.regressions > 0 && <circle className="trend-regression" cx={at * STEP + BAR / 2} cy={3} r={2.5} />}
        </g>
      ))}
    </svg>
  )
}

/** The days on which something happened, the newest first. */
function TrendTable({ rows }: { rows: readonly TrendRow[] }) {
  return (
    <table className="table compact">
      <caption className="sr-only">Failures and regressions by day and tree</caption>
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Tree</th>
          <th scope="col">Failed</th>
          <th scope="col">Passed</th>
          <th scope="col">Regressions</th>
        </tr>
      </thead>
      <tbody>
        {rows
          .flatMap(({ tree, points }) => points.map((point) => ({ tree, ...point })))
          .filter(({ failing, passing, regressions }) => failing + passing + regressions > 0)
          .toSorted((a, b) => b.day.localeCompare(a.day) || a.tree.localeCompare(b.tree))
          .map(({ tree, day, failing, passing, regressions }) => (
            <tr key={`${day} ${tree}`}>
              <th scope="row" className="nowrap">
                {day}
              </th>
              <td className="break">{tree}</td>
              <td className="num">{failing}</td>
              <td className="num">{passing}</td>
              <td className="num">{regressions}</td>
            </tr>
          ))}
      </tbody>
    </table>
  )
}
