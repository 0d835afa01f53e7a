import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { heldMailsQuery } from '../../api/queries.ts'
import { MailView } from '../../ui/mails-panel.tsx'
import { NeedsScope } from '../../ui/needs-scope.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/use-title.ts'

/** Held mails to decide of them. */
export function MailsPage() {
  useTitle('Held mails')
  return (
    <div className="page">
      <h1>Held mails</h1>
      <NeedsScope scope="admin" what="Seeing mails">
        <HeldMails />
      </NeedsScope>
    </div>
  )
}

function HeldMails() {
  const query = useQuery(heldMailsQuery)
  return (
    <>
      {query.isPending && <Skeleton rows={4} label="Loading mails" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data?.length === 0 && (
        <Empty title="No held mails">
          <p>
            The list shows mails that are sent only when a person decides so. The mail policy of a tree holds them, and
            each result of a bisection can make one.
          </p>
        </Empty>
      )}
      {query.data?.map((mail) => (
        <section key={mail.id} className="panel">
          <MailView mail={mail} />
          <p className="mail-about">
            <Link to="/bisections/$id" params={{ id: mail.bisectionId }}>
              The bisection it is about
            </Link>
          </p>
        </section>
      ))}
    </>
  )
}
