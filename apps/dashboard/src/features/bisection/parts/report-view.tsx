import { useQuery } from '@tanstack/react-query'
import { reportQuery } from '../../../api/queries.ts'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Empty, Failure, Skeleton } from '../../../ui/notice.tsx'

const forms: readonly [words: string, path: string][] = [
  ['Text', 'report?format=text'],
  ['Markdown', 'report?format=markdown'],
  ['JSON', 'report?format=json'],
  ['git bisect log', 'bisect-log'],
  ['KCIDB', 'kcidb'],
]

/** The report as it would be mailed: plain text, to be copied. */
export function ReportView({ id, finished }: { id: string; finished: boolean }) {
  const query = useQuery({ ...reportQuery(id), enabled: finished })
  if (!finished)
    return (
      <Empty title="No report yet">
        <p>kbisect writes the report when the bisection ends: as plain text for a mail, Markdown, JSON and KCIDB.</p>
      </Empty>
    )
  if (query.isPending) return <Skeleton rows={6} label="Loading the report" />
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />
  return (
    <div className="report">
      <div className="report-tools">
        <CopyButton text={query.data} label="Copy report" />
        <ul className="report-links" aria-label="Other forms">
          {forms.map(([words, path]) => (
            <li key={path}>
              <a href={`/api/v1/bisections/${id}/${path}`}>{words}</a>
            </li>
          ))}
        </ul>
      </div>
      <pre className="report-text">{query.data}</pre>
    </div>
  )
}
