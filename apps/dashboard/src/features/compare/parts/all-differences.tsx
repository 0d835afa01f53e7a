import { useQuery } from '@tanstack/react-query'
import { differencesQuery } from '../../../api/compare-queries.ts'
import { ShowAll, useCollapsed } from '../../../ui/collapsed.tsx'
import { Failure, Skeleton } from '../../../ui/notice.tsx'
import { valueText } from '../model/compared-facts.ts'

const mostShown = 40

/** Each field of the API's answers in which two bisections differ. */
export function AllDifferences({ first, second }: { first: string; second: string }) {
  const { data, error, isPending, refetch } = useQuery(differencesQuery(first, second))
  const list = useCollapsed(data?.differences ?? [], mostShown)
  return (
    <section className="panel flush" aria-labelledby="differences-title">
      <h2 id="differences-title" className="flush-title">
        All fields that differ
      </h2>
      {isPending && <Skeleton rows={4} label="Loading the differences" />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data?.differences.length === 0 && <p className="flush-text muted">No field differs.</p>}
      {data && data.differences.length > 0 && (
        <table className="table compact comparison">
          <caption className="sr-only">Fields that differ</caption>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">First</th>
              <th scope="col">Second</th>
            </tr>
          </thead>
          <tbody>
            {list.shown.map((difference) => (
              <tr key={difference.field}>
                <th scope="row">
                  <code className="break">{difference.field}</code>
                </th>
                <td className="break">{valueText(difference.first)}</td>
                <td className="break">{valueText(difference.second)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ShowAll list={list} noun="fields" />
    </section>
  )
}
