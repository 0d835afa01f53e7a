import type { Webhook } from '@kbisect/contracts'
import { Ago } from '../../../ui/time.tsx'

type Health = Pick<Webhook, 'disabled' | 'lastAttempt' | 'failingSince'>

/** Whether a webhook gets messages, and since when they fail with which answer. */
export function WebhookState({ webhook }: { webhook: Health }) {
  const { disabled, failingSince, lastAttempt } = webhook
  if (disabled) return <Badge look="paused" symbol="‖" words="off" />
  if (failingSince === null) return <Badge look="culprit" symbol="✓" words="on" />
  return (
    <>
      <Badge look="error" symbol="✗" words="failing" />
      <div className="sub">
        {lastAttempt?.status ?? lastAttempt?.error ?? 'no answer'}, first failed <Ago at={failingSince} />
      </div>
    </>
  )
}

function Badge({ look, symbol, words }: { look: string; symbol: string; words: string }) {
  return (
    <span className={`badge status-${look}`}>
      <span className="badge-symbol" aria-hidden="true">
        {symbol}
      </span>
      {words}
    </span>
  )
}
