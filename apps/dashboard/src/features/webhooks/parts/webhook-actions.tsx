import type { Webhook, WebhookCreated } from '@kbisect/contracts'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { send } from '../../../api/send.ts'
import { ConfirmButton } from '../../../ui/confirm-button.tsx'

interface WebhookActionsProps {
  readonly webhook: Webhook
  readonly edit: () => void
  readonly rotated: (webhook: WebhookCreated) => void
}

/** What can be done with a webhook. */
export function WebhookActions({ webhook, edit, rotated }: WebhookActionsProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const path = `/webhooks/${webhook.id}`
  const refresh = () => client.invalidateQueries({ queryKey: ['webhooks'] })
  const ping = useMutation({ mutationFn: () => send('POST', `${path}/test`), onSuccess: refresh })
  const toggle = useMutation({
    mutationFn: () => send('PATCH', path, { disabled: !webhook.disabled }),
    onSuccess: refresh,
  })
  const trouble = ping.error ?? toggle.error
  return (
    <div className="webhook-actions">
      <div className="actions">
        <button type="button" className="button" disabled={ping.isPending} onClick={() => ping.mutate()}>
          {ping.isPending ? 'Sending …' : 'Send a ping'}
        </button>
        <button type="button" className="button" onClick={edit}>
          Edit
        </button>
        <button type="button" className="button" disabled={toggle.isPending} onClick={() => toggle.mutate()}>
          {webhook.disabled ? 'Switch on' : 'Switch off'}
        </button>
        <ConfirmButton
          label="Rotate"
          question="Give it a new secret?"
          consequence="The old one signs along for a while, so that the receiver can change over."
          act={async () => rotated((await send<WebhookCreated>('POST', `${path}/rotate`)).body)}
        />
        <ConfirmButton
          label="Delete"
          quiet
          dangerous
          question="Delete this webhook?"
          consequence="It gets no more messages, and its deliveries are deleted."
          act={() => send('DELETE', path)}
          after={() => void navigate({ to: '/webhooks' })}
        />
      </div>
      {trouble && (
        <p className="field-error" role="alert">
          {trouble.message}
        </p>
      )}
    </div>
  )
}
