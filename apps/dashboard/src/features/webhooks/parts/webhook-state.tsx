import type { Webhook } from '@kbisect/contracts'

/** Whether a webhook is told. */
export function WebhookState({ webhook }: { webhook: Pick<Webhook, 'disabled'> }) {
  return (
    <span className={webhook.disabled ? 'badge status-paused' : 'badge status-culprit'}>
      <span className="badge-symbol" aria-hidden="true">
        {webhook.disabled ? '‖' : '✓'}
      </span>
      {webhook.disabled ? 'off' : 'on'}
    </span>
  )
}
