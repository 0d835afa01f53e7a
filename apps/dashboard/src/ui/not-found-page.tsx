import { Link } from '@tanstack/react-router'
import { Empty } from './notice.tsx'
import { useTitle } from './use-title.ts'

export function NotFoundPage() {
  useTitle('Not found')
  return (
    <div className="page">
      <h1>There is no such page</h1>
      <Empty title="The address leads nowhere">
        <p>
          It may be cut or mistyped. <Link to="/bisections">All bisections</Link> are one click away.
        </p>
      </Empty>
    </div>
  )
}
