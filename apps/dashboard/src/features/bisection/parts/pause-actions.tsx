import type { Bisection } from '@kbisect/contracts'
import { send } from '../../../api/send.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'
import { useMay } from '../../../ui/use-session.ts'
import { needsRepin } from '../model/needs-repin.ts'

/** What can be done about a paused bisection; it stands next to the reason. */
export function PauseActions({ bisection }: { bisection: Bisection }) {
  const maySubmit = useMay('submit')
  if (bisection.state !== 'paused') return null
  const what = bisection.check ? 'check' : 'bisection'
  const path = `/bisections/${bisection.id}/resume`
  if (!maySubmit) return <p className="muted">Resuming it needs a token with the scope submit.</p>
  return (
    <div className="pause-actions">
      <ConfirmButton
        label="Resume"
        primary
        question={`Resume this ${what}?`}
        consequence={`The ${bisection.check ? 'check' : 'search'} continues with all results so far. Tasks that ended with an infrastructure error are run again.`}
        act={() => send('POST', path)}
      />
      {needsRepin(bisection.reason) && (
        <ConfirmButton
          label="Resume with the present tools"
          question="Test again with the tools that the hosts have now?"
          consequence="Results that were made with another toolchain, emulator or accelerator are discarded, and made again with what the hosts have now."
          act={() => send('POST', `${path}?repin=true`)}
        />
      )}
    </div>
  )
}
