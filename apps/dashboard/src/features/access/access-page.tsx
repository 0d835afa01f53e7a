import { useSearch } from '@tanstack/react-router'
import { NeedsScope } from '../../ui/needs-scope.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { AuditList } from './parts/audit-list.tsx'
import { Tokens } from './parts/tokens.tsx'

/** Who may do what, and who did. */
export function AccessPage() {
  useTitle('Access')
  const { subject = '' } = useSearch({ from: '/access' })
  return (
    <div className="page">
      <h1>Access</h1>
      <NeedsScope scope="admin" what="Seeing tokens and the audit">
        <Tokens />
        <AuditList subject={subject} />
      </NeedsScope>
    </div>
  )
}
