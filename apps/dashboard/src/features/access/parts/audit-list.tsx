import type { AuditEntry } from '@kbisect/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { auditQuery } from '../../../api/access-queries.ts'
import { parseAccessSearch } from '../../../model/form-search.ts'
import { LoadMore } from '../../../ui/load-more.tsx'
import { Empty, Failure, Skeleton } from '../../../ui/notice.tsx'
import { Ago } from '../../../ui/time.tsx'
import { TypedFilter } from '../../../ui/typed-filter.tsx'
import { auditPage } from '../model/audit-page.ts'
import { auditWords } from '../model/format-audit.ts'

/** Who did what, newest first. The filter is in the URL. */
export function AuditList({ subject }: { subject: string }) {
  const navigate = useNavigate()
  const query = useInfiniteQuery({ ...auditQuery(subject), placeholderData: (previous) => previous })
  const entries = query.data?.pages.flatMap((page) => page.items)
  return (
    <section className="stack" aria-labelledby="audit-title">
      <div className="page-head audit-head">
        <h2 id="audit-title">Audit</h2>
        <search>
          <TypedFilter
            label="Subject"
            placeholder="an id or a name"
            value={subject}
            set={(typed) =>
              void navigate({
                to: '/access',
                search: parseAccessSearch({ subject: typed.trim() }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        </search>
      </div>
      {query.isPending && <Skeleton rows={6} label="Loading the audit" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {entries?.length === 0 && (
        <Empty title={subject ? 'No entry for this id or name' : 'No entries yet'}>
          <p>
            The list shows who changed what: tokens, trees, webhooks, verdicts, mails. The first change adds an entry.
          </p>
        </Empty>
      )}
      {entries && entries.length > 0 && <AuditTable entries={entries} stale={query.isPlaceholderData} />}
      <LoadMore query={query} />
    </section>
  )
}

function AuditTable({ entries, stale }: { entries: readonly AuditEntry[]; stale: boolean }) {
  return (
    <div className={stale ? 'panel flush stale' : 'panel flush'} aria-busy={stale}>
      <table className="table list audit">
        <caption className="sr-only">Who did what, newest first</caption>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">Did</th>
            <th scope="col">To</th>
            <th scope="col">Detail</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.id}>
              <td>
                <Ago at={entry.at} />
              </td>
              <td>{entry.who}</td>
              <td>
                <code>{entry.action}</code>
              </td>
              <td className="audit-subject">
                <Link to="/access" search={{ subject: entry.subject }} className="break">
                  {entry.subject}
                </Link>
                <OpenLink entry={entry} />
              </td>
              <td className="break muted">{auditWords(entry.detail)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function OpenLink({ entry }: { entry: AuditEntry }) {
  const page = auditPage(entry)
  if (page === undefined) return null
  return (
    <Link to={page} className="audit-open">
      open<span className="sr-only"> {entry.subject}</span>
    </Link>
  )
}
