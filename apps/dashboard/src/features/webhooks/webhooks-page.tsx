import type { Webhook, WebhookCreated } from '@kbisect/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { send } from '../../api/send.ts'
import { webhooksQuery } from '../../api/webhook-queries.ts'
import { NeedsScope } from '../../ui/needs-scope.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { formatTexts } from './model/format-webhook.ts'
import { emptyWebhookForm, webhookOfForm } from './model/webhook-form.ts'
import { WebhookEditor } from './parts/webhook-editor.tsx'
import { WebhookState } from './parts/webhook-state.tsx'

/** Who is told of what happens. */
export function WebhooksPage() {
  useTitle('Webhooks')
  return (
    <div className="page">
      <h1>Webhooks</h1>
      <NeedsScope scope="admin" what="Seeing webhooks">
        <Webhooks />
      </NeedsScope>
    </div>
  )
}

function Webhooks() {
  const client = useQueryClient()
  const { data: webhooks, error, isPending, refetch } = useQuery(webhooksQuery)
  const [adding, setAdding] = useState(false)
  const [created, setCreated] = useState<WebhookCreated>()
  return (
    <>
      {created && (
        <SecretOnce title="Webhook created" secret={created.secret} done={() => setCreated(undefined)}>
          This is the secret that its messages are signed with. It is shown now and never again: give it to the
          receiver.
        </SecretOnce>
      )}
      {!adding && (
        <button type="button" className="button add" onClick={() => setAdding(true)}>
          Add a webhook
        </button>
      )}
      {adding && (
        <WebhookEditor
          label="Add a webhook"
          initial={emptyWebhookForm()}
          close={() => setAdding(false)}
          save={async (form) => {
            const { body } = await send<WebhookCreated>('POST', '/webhooks', webhookOfForm(form))
            void client.invalidateQueries({ queryKey: ['webhooks'] })
            setAdding(false)
            setCreated(body)
          }}
        />
      )}
      {isPending && <Skeleton rows={3} label="Loading webhooks" />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {webhooks?.length === 0 && (
        <Empty title="No webhooks yet">
          <p>
            The list shows each URL that gets messages, with its last answers: a chat, an issue tracker, a program. “Add
            a webhook” creates the first entry.
          </p>
        </Empty>
      )}
      {webhooks && webhooks.length > 0 && <WebhookTable webhooks={webhooks} />}
    </>
  )
}

function WebhookTable({ webhooks }: { webhooks: readonly Webhook[] }) {
  return (
    <div className="panel flush">
      <table className="table list webhooks">
        <caption className="sr-only">Webhooks, oldest first</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Receiver</th>
            <th scope="col">Format</th>
            <th scope="col">Messages</th>
          </tr>
        </thead>
        <tbody>
          {webhooks.map((webhook) => (
            <tr key={webhook.id}>
              <td className="cell-status">
                <WebhookState webhook={webhook} />
              </td>
              <td className="cell-title">
                <Link to="/webhooks/$id" params={{ id: webhook.id }} className="row-link">
                  {webhook.origin}
                </Link>
                <div className="sub">{webhook.description}</div>
              </td>
              <td className="cell-started">{formatTexts[webhook.format]}</td>
              <td className="cell-answer">{webhook.types.join(', ')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
