import type { Bisection } from '@kbisect/contracts'
import { useNavigate } from '@tanstack/react-router'
import { post, remove } from '../api/request.ts'
import { ConfirmButton } from './confirm-button.tsx'

/** What can be done with a bisection in its state. */
export function BisectionActions({ bisection }: { bisection: Bisection }) {
  const navigate = useNavigate()
  const path = `/bisections/${bisection.id}`
  return (
    <div className="actions">
      {bisection.state === 'paused' && (
        <ConfirmButton
          label="Resume"
          question="Resume this bisection?"
          consequence="It goes on from what it knows. What failed by our own machinery is tried again."
          act={() => post(`${path}/resume`)}
        />
      )}
      {bisection.state !== 'finished' && (
        <ConfirmButton
          label="Cancel"
          dangerous
          question="Cancel this bisection?"
          consequence="Running builds and boots are stopped. What was found out so far stays readable."
          act={() => post(`${path}/cancel`)}
        />
      )}
      {bisection.state === 'finished' && (
        <ConfirmButton
          label="Delete"
          quiet
          dangerous
          question="Delete this bisection?"
          consequence="Its facts, logs and report are gone for good."
          act={() => remove(path)}
          after={() => void navigate({ to: '/' })}
        />
      )}
    </div>
  )
}
