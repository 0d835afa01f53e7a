import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { gatherCsv, mostCsvRows } from '../api/gather-csv.ts'
import { mostItems } from '../api/list-all.ts'
import { pageQuery } from '../api/paged.ts'
import { apiRoot } from '../api/request.ts'

interface CsvLinkProps {
  readonly list: 'bisections' | 'regressions'
  readonly filters: Readonly<Record<string, string | undefined>>
  /** The list has more rows than the page shows. */
  readonly hasMore: boolean
}

/** Downloads a list as CSV, with the filters of the page: one page by a link, more by a button. */
export function CsvLink({ list, filters, hasMore }: CsvLinkProps) {
  if (hasMore) return <CsvButton list={list} filters={filters} />
  const query = pageQuery({ ...filters, limit: String(mostItems), format: 'csv' }, undefined)
  return (
    <a href={`${apiRoot}/${list}?${query}`} download={`${list}.csv`} type="text/csv">
      CSV
    </a>
  )
}

const most = mostCsvRows.toLocaleString('en')

function CsvButton({ list, filters }: Omit<CsvLinkProps, 'hasMore'>) {
  const [pages, setPages] = useState(0)
  const download = useMutation({
    mutationFn: () => gatherCsv(list, filters, { onPage: setPages }),
    onMutate: () => setPages(0),
    onSuccess: ({ parts }) => save(new Blob([...parts], { type: 'text/csv' }), `${list}.csv`),
    // The file can be large, and is on the disk of the reader now.
    gcTime: 0,
  })
  return (
    <span>
      <button type="button" className="button small" disabled={download.isPending} onClick={() => download.mutate()}>
        Download CSV
      </button>{' '}
      <span className="sub" role="status">
        {download.isIdle && `At most ${most} rows.`}
        {download.isPending && `${(pages * mostItems).toLocaleString('en')} rows read …`}
        {download.isError && download.error.message}
        {download.data &&
          (download.data.isCut
            ? `Only the first ${most} rows: filter the list to get the others.`
            : 'All rows are in the file.')}
      </span>
    </span>
  )
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
