import { count } from '../../../model/headline.ts'
import type { CompareRow } from '../model/compare-rows.ts'
import { LogText } from './log-line.tsx'

interface CompareRowProps {
  readonly row: CompareRow
  readonly good: readonly string[]
  readonly bad: readonly string[]
  /** Index of the bad log's line that announces the failure. */
  readonly failure: number | undefined
  readonly open: (from: number) => void
}

/** A line of each log, or of one, or how many are left out. */
export function CompareRowView({ row, good, bad, failure, open }: CompareRowProps) {
  if (row.kind === 'fold') {
    return (
      <button type="button" className="log-gap" onClick={() => open(row.from)}>
        {count(row.count, 'line')} the same. Show
      </button>
    )
  }
  const fails = row.bad !== undefined && row.bad === failure
  return (
    <div className={`compare-row compare-${row.kind}${fails ? ' log-failure' : ''}`}>
      <Side text={row.good === undefined ? undefined : good[row.good]} number={row.good} side="good" />
      <Side text={row.bad === undefined ? undefined : bad[row.bad]} number={row.bad} side="bad" fails={fails} />
    </div>
  )
}

interface SideProps {
  readonly text: string | undefined
  readonly number: number | undefined
  readonly side: 'good' | 'bad'
  readonly fails?: boolean
}

function Side({ text, number, side, fails = false }: SideProps) {
  if (text === undefined || number === undefined) return <div className={`compare-side compare-none side-${side}`} />
  return (
    <div className={`compare-side side-${side}`}>
      <span className="compare-number">
        <span className="sr-only">{side} </span>
        {number + 1}
      </span>
      <LogText text={text} query="" />
      {fails && <span className="log-tag">failure</span>}
    </div>
  )
}
