import type { Webhook, WebhookCreated } from '@kbisect/contracts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { send } from '../../api/send.ts'
import { webhookQuery } from '../../api/webhook-queries.ts'
import { NeedsScope } from '../../ui/needs-scope.tsx'
import { Failure, Skeleton } from '../../ui/notice.tsx'
import { SecretOnce } from '../../ui/secret-once.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { changeOfForm, formOfWebhook } from './model/webhook-form.ts'
import { Deliveries } from './parts/deliveries.tsx'
import { WebhookActions } from './parts/webhook-actions.tsx'
import { WebhookEditor } from './parts/webhook-editor.tsx'
import { WebhookFacts } from './parts/webhook-facts.tsx'
import { WebhookState } from './parts/webhook-state.tsx'

/** One webhook: what it is told, and what it answered. */
export function WebhookPage() {
  useTitle('Webhook')
  const { id } = useParams({ from: '/webhooks/$id' })
  return (
    <div className="page">
      <div className="crumbs">
        <nav aria-label="Breadcrumb">
          <Link to="/webhooks">Webhooks</Link> <span aria-hidden="true">/</span> {id}
        </nav>
      </div>
      <NeedsScope scope="admin" what="Seeing webhooks">
        <Loaded id={id} />
      </NeedsScope>
    </div>
  )
}

function Loaded({ id }: { id: string }) {
  const { data: webhook, error, refetch } = useQuery(webhookQuery(id))
  if (webhook) return <WebhookView webhook={webhook} />
  if (!error) return <Skeleton rows={6} label="Loading the webhook" />
  return (
    <>
      <h1>Webhook</h1>
      <Failure error={error} retry={() => void refetch()} />
    </>
  )
}

function WebhookView({ webhook }: { webhook: Webhook }) {
  const client = useQueryClient()
  const [editing, setEditing] = useState(false)
  const [rotated, setRotated] = useState<WebhookCreated>()
  return (
    <>
      <header className="bisection-head">
        <div className="head-badges">
          <WebhookState webhook={webhook} />
          {webhook.disabledReason !== null && <span className="warn-text">{webhook.disabledReason}</span>}
        </div>
        <h1>{webhook.origin}</h1>
        <p className="lead">{webhook.description}</p>
      </header>
      <WebhookActions webhook={webhook} edit={() => setEditing(true)} rotated={setRotated} />
      {rotated && (
        <SecretOnce title="It has a new secret" secret={rotated.secret} done={() => setRotated(undefined)}>
          It is shown now and never again. For a while messages carry signatures of the old one too.
        </SecretOnce>
      )}
      {editing ? (
        <WebhookEditor
          label="Edit the webhook"
          initial={formOfWebhook(webhook)}
          close={() => setEditing(false)}
          save={async (form) => {
            await send('PATCH', `/webhooks/${webhook.id}`, changeOfForm(form))
            await client.invalidateQueries({ queryKey: ['webhooks'] })
            setEditing(false)
          }}
        />
      ) : (
        <WebhookFacts webhook={webhook} />
      )}
      <Deliveries webhookId={webhook.id} />
    </>
  )
}
