import type { Bisection } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { send } from '../../../api/send.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { useMay } from '../../../ui/use-may.ts'

/** What can be done with a bisection in its state, by who looks at it. */
export function BisectionActions({ bisection }: { bisection: Bisection }) {
  const navigate = useNavigate()
  const maySubmit = useMay('submit')
  const mayDelete = useMay('admin')
  const path = `/bisections/${bisection.id}`
  return (
    <div className="actions">
      {maySubmit && bisection.state === 'paused' && (
        <ConfirmButton
          label="Resume"
          question="Resume this bisection?"
          consequence="It goes on from what it knows. What failed by our own machinery is tried again."
          act={() => send('POST', `${path}/resume`)}
        />
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
      {maySubmit && bisection.state === 'finished' && <RetryButton path={path} />}
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

/** Asks the same again, as a new bisection. */
function RetryButton({ path }: { path: string }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const retry = useMutation({
    mutationFn: () => send<Bisection>('POST', `${path}/retry`, {}),
    onSuccess: ({ body: { id } }) => {
      void client.invalidateQueries({ queryKey: ['bisections'] })
      void navigate({ to: '/bisections/$id', params: { id } })
    },
  })
  return (
    <>
      {retry.error && (
        <span className="field-error" role="alert">
          {retry.error.message}
        </span>
      )}
      <button type="button" className="button" disabled={retry.isPending} onClick={() => retry.mutate()}>
        {retry.isPending ? 'Retrying …' : 'Retry'}
      </button>
    </>
  )
}
