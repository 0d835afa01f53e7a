import type { Bisection } from '@kbisect/contracts'
import { Link, useNavigate } from '@tanstack/react-router'
import { send } from '../../../api/send.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { useMay } from '../../../ui/use-session.ts'
import { NotifyButton } from './notify-button.tsx'
import { RetryButton } from './retry-button.tsx'

const ofBisection = {
  again: 'Ask again with changes',
  cancel: 'Cancel this bisection?',
  cancelled: 'Running builds and boots are stopped. What was found out so far stays readable.',
  remove: 'Delete this bisection?',
  removed: 'Its facts, logs and report are gone for good.',
}
const ofCheck: typeof ofBisection = {
  again: 'Bisect with changes',
  cancel: 'Cancel this check?',
  cancelled:
    'Running builds and boots are stopped. The result of this revision is then not known; the watch goes on with later revisions.',
  remove: 'Delete this check?',
  removed: 'Its facts, logs and report are gone for good. The watch keeps the result of the revision.',
}

/** What can be done with a bisection in its state, by who looks at it. */
export function BisectionActions({ bisection }: { bisection: Bisection }) {
  const navigate = useNavigate()
  const maySubmit = useMay('submit')
  const mayDelete = useMay('admin')
  const path = `/bisections/${bisection.id}`
  const { check, watch, good, bad } = bisection
  const words = check ? ofCheck : ofBisection
  // A check that passed, or stands alone, has no range to search.
  const canRetry = bisection.state === 'finished' && !(check && (check.state === 'passed' || good.hash === bad.hash))
  return (
    <div className="actions">
      <NotifyButton bisection={bisection} />
      <CopyButton text={`${window.location.origin}${window.location.pathname}`} label="Copy link" />
      <Link to="/compare-bisections" search={{ first: bisection.id }} className="button">
        Compare
      </Link>
      {maySubmit && (
        <Link to="/new" search={{ from: bisection.id }} className="button">
          {words.again}
        </Link>
      )}
      {maySubmit && bisection.state !== 'finished' && (
        <ConfirmButton
          label="Cancel"
          dangerous
          question={words.cancel}
          consequence={words.cancelled}
          act={() => send('POST', `${path}/cancel`)}
        />
      )}
      {maySubmit && canRetry && <RetryButton bisection={bisection} />}
      {mayDelete && bisection.state === 'finished' && (
        <ConfirmButton
          label="Delete"
          quiet
          dangerous
          question={words.remove}
          consequence={words.removed}
          act={() => send('DELETE', path)}
          after={() =>
            void (check && watch
              ? navigate({ to: '/watches/$id', params: { id: watch.id } })
              : navigate({ to: check ? '/watches' : '/bisections' }))
          }
        />
      )}
    </div>
  )
}
