import { mostItems } from '../api/list-all.ts'
import { pageQuery } from '../api/paged.ts'
import { apiRoot } from '../api/request.ts'

interface CsvLinkProps {
  readonly list: 'bisections' | 'regressions'
  readonly filters: Readonly<Record<string, string | undefined>>
  /** The list has more rows than the page shows. */
  readonly hasMore: boolean
}

/**
 * Downloads a list as CSV, with the filters of the page; at most one page of the API, which it says
 * where that may not be all.
 */
export function CsvLink({ list, filters, hasMore }: CsvLinkProps) {
  const query = pageQuery({ ...filters, limit: String(mostItems), format: 'csv' }, undefined)
  return (
    <a href={`${apiRoot}/${list}?${query}`} download={`${list}.csv`} type="text/csv">
      {hasMore ? `CSV (at most ${mostItems} rows)` : 'CSV'}
    </a>
  )
}
