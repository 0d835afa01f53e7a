import type { Candidate, Run } from '@kbisect/contracts'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { ShowAll, useCollapsed } from '../../../ui/collapsed.tsx'
import { Empty } from '../../../ui/notice.tsx'
import { CandidateRow } from './candidate-row.tsx'

interface CandidateTableProps {
  readonly candidates: readonly Candidate[]
  readonly runs: ReadonlyMap<string, readonly Run[]>
  readonly bisectionId: string
  readonly culprit: string | undefined
  /** What the mark of the culprit says. */
  readonly culpritWord: string
  readonly selected: string | undefined
  readonly select: (hash: string | undefined) => void
}

const filters = {
  tested: { label: 'Tested', keep: (candidate: Candidate) => candidate.verdict !== null || candidate.runs > 0 },
  possible: { label: 'Possible', keep: (candidate: Candidate) => candidate.possible },
  all: { label: 'All', keep: () => true },
} as const
type Filter = keyof typeof filters
const filterNames = Object.keys(filters) as Filter[]

const noCommit: Readonly<Record<Filter, string>> = {
  tested: 'No commit of the range has been tested yet',
  possible: 'No commit of the range can be the culprit',
  all: 'The range has no commits yet: its history is being read',
}

/** So many rows of a long range are shown at first. */
const mostShown = 50

/** Number, verdict, commit, runs. */
const columns = 4

/** Height of a closed row in pixels, until it is measured. */
const rowHeight = 45

/**
 * The range commit by commit, good revision first. Only what is seen is in the page: a range can
 * have 20,000.
 */
export function CandidateTable(props: CandidateTableProps) {
  const counts = useMemo(() => countAll(props.candidates), [props.candidates])
  const [chosen, setFilter] = useState<Filter>()
  // What was tested tells the story; before that there is only the range itself.
  const filter = chosen ?? (counts.tested > 0 ? 'tested' : 'all')
  const rows = useMemo(() => props.candidates.filter(filters[filter].keep), [props.candidates, filter])
  const hidden = props.selected !== undefined && !rows.some((row) => row.hash === props.selected)
  useEffect(() => {
    // A commit chosen in the strip must be seen whatever the filter.
    if (hidden && props.candidates.some((candidate) => candidate.hash === props.selected)) setFilter('all')
  }, [hidden, props.candidates, props.selected])
  const at = props.selected === undefined ? -1 : rows.findIndex((row) => row.hash === props.selected)
  const list = useCollapsed(rows, mostShown, at)
  return (
    <>
      <fieldset className="segments">
        <legend className="sr-only">Which commits</legend>
        {filterNames.map((name) => (
          <label key={name} className="segment">
            <input type="radio" name="candidates" checked={filter === name} onChange={() => setFilter(name)} />
            <span>
              {filters[name].label} <small className="num">{counts[name].toLocaleString('en')}</small>
            </span>
          </label>
        ))}
      </fieldset>
      {rows.length === 0 ? <Empty title={noCommit[filter]} /> : <Rows {...props} rows={list.shown} />}
      <ShowAll list={list} noun="commits" />
    </>
  )
}

function countAll(candidates: readonly Candidate[]): Record<Filter, number> {
  const count = (name: Filter) => candidates.filter(filters[name].keep).length
  return { all: candidates.length, tested: count('tested'), possible: count('possible') }
}

function Rows({
  rows,
  runs,
  bisectionId,
  culprit,
  culpritWord,
  selected,
  select,
}: CandidateTableProps & { rows: readonly Candidate[] }) {
  const table = useRef<HTMLTableElement>(null)
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const top = table.current?.getBoundingClientRect().top ?? 0
    setOffset(Math.round(top + window.scrollY))
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollMargin: offset,
    getItemKey: (index) => rows[index]?.hash ?? index,
  })
  const at = selected === undefined ? -1 : rows.findIndex((row) => row.hash === selected)
  const goTo = useRef(virtualizer.scrollToIndex)
  goTo.current = virtualizer.scrollToIndex
  useEffect(() => {
    if (at >= 0) goTo.current(at, { align: 'center' })
  }, [at])

  const items = virtualizer.getVirtualItems()
  const before = (items[0]?.start ?? offset) - offset
  const after = virtualizer.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset)
  return (
    <table ref={table} className="table candidates" aria-rowcount={rows.length + 1}>
      <caption className="sr-only">Commits of the range, from good to bad</caption>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col" className="num">
            #
          </th>
          <th scope="col">Verdict</th>
          <th scope="col">Commit</th>
          <th scope="col">Runs</th>
        </tr>
      </thead>
      <Spacer height={before} />
      {items.map((item) => {
        const candidate = rows[item.index]
        return (
          candidate && (
            <tbody
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={candidate.hash === culprit ? 'is-culprit' : ''}
            >
              <CandidateRow
                candidate={candidate}
                runs={runs.get(candidate.hash) ?? []}
                bisectionId={bisectionId}
                rowIndex={item.index + 2}
                culprit={candidate.hash === culprit ? culpritWord : undefined}
                open={candidate.hash === selected}
                toggle={() => select(candidate.hash === selected ? undefined : candidate.hash)}
              />
            </tbody>
          )
        )
      })}
      <Spacer height={after} />
    </table>
  )
}

/** Stands for the rows that are not drawn. */
function Spacer({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    <tbody aria-hidden="true" className="spacer">
      <tr>
        <td colSpan={columns} style={{ height }} />
      </tr>
    </tbody>
  )
}
