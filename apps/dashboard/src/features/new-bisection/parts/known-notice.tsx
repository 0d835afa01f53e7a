import { type Bisection, badgeOf } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { StatusBadge } from '../../../ui/status-badge.tsx'

interface KnownNoticeProps {
  readonly bisection: Bisection
  readonly busy: boolean
  readonly startAnew: () => void
}

/** The request is answered by a bisection that is there already; the choice is the reader's. */
export function KnownNotice({ bisection, busy, startAnew }: KnownNoticeProps) {
  const notice = useRef<HTMLDivElement>(null)
  useEffect(() => notice.current?.focus(), [])
  return (
    <div ref={notice} className="notice known-notice" role="alert" tabIndex={-1}>
      <p className="notice-title">This range, target and test are bisected already</p>
      <p className="known-line">
        <StatusBadge bisection={bisection} /> <span className="break">{bisection.title}</span>
      </p>
      {bisection.culprit && (
        <p className="break">
          {badgeOf(bisection).badge}: {bisection.culprit.subject}
        </p>
      )}
      <div className="actions">
        <Link to="/bisections/$id" params={{ id: bisection.id }} className="button primary">
          Open it
        </Link>
        <button type="button" className="button" disabled={busy} onClick={startAnew}>
          Start a new one all the same
        </button>
      </div>
    </div>
  )
}
