import type { Bisection } from '@kbisect/contracts'
import { Link, useNavigate } from '@tanstack/react-router'
import { send } from '../../../api/send.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { useMay } from '../../../ui/use-session.ts'
import { NotifyButton } from './notify-button.tsx'
import { RetryButton } from './retry-button.tsx'

/** What can be done with a bisection in its state, by who looks at it. */
export function BisectionActions({ bisection }: { bisection: Bisection }) {
  const navigate = useNavigate()
  const maySubmit = useMay('submit')
  const mayDelete = useMay('admin')
  const path = `/bisections/${bisection.id}`
  return (
    <div className="actions">
      <NotifyButton bisection={bisection} />
      <CopyButton text={`${window.location.origin}${window.location.pathname}`} label="Copy link" />
      <Link to="/compare-bisections" search={{ first: bisection.id }} className="button">
        Compare
      </Link>
      {maySubmit && (
        <Link to="/new" search={{ from: bisection.id }} className="button">
          Ask again with changes
        </Link>
      )}
      {maySubmit && bisection.state !== 'finished' && (
        <ConfirmButton
          label="Cancel"
          dangerous
          question="Cancel this bisection?"
          consequence="Running builds and boots are stopped. What was found out so far stays readable."
          act={() => send('POST', `${path}/cancel`)}
        />
      )}
      {maySubmit && bisection.state === 'finished' && <RetryButton bisection={bisection} />}
      {mayDelete && bisection.state === 'finished' && (
        <ConfirmButton
          label="Delete"
          quiet
          dangerous
          question="Delete this bisection?"
          consequence="Its facts, logs and report are gone for good."
          act={() => send('DELETE', path)}
          after={() => void navigate({ to: '/bisections' })}
        />
      )}
    </div>
  )
}
