import type { Scope } from '@kbisect/contracts'
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { may, signedIn } from '../model/permission.ts'
import { Empty, Skeleton } from './notice.tsx'
import { useSession } from './use-session.ts'

/** What only some may see. The others are told why, and what would open it. */
export function NeedsScope({ scope, what, children }: { scope: Scope; what: string; children: ReactNode }) {
  const session = useSession()
  const { href } = useLocation()
  if (!session) return <Skeleton rows={4} label="Asking who you are" />
  if (may(session, scope)) return children
  const anonymous = !signedIn(session)
  return (
    <Empty title={`${what} needs a token with the scope ${scope}`}>
      <p>
        {anonymous ? (
          'You are not signed in: without a token this service can only be read.'
        ) : (
          <>
            You are signed in as <b>{session.name}</b>, which may{' '}
            {session.scope === 'read' ? 'read only' : session.scope}.
          </>
        )}{' '}
        An administrator of this service can create {anonymous ? 'a' : 'another'} token for you.
      </p>
      <Link to="/login" search={{ next: href }} className="button">
        {anonymous ? 'Sign in' : 'Sign in with another token'}
      </Link>
    </Empty>
  )
}
