import type { Webhook } from '@kbisect/contracts'
import { absoluteTime } from '../../../model/relative-time.ts'
import { Fact } from '../../../ui/fact.tsx'
import { Ago } from '../../../ui/time.tsx'
import { formatTexts, typeTexts } from '../model/format-webhook.ts'

/** What a webhook is told, and how. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { types, format, filters, headers, githubSignature, oldSecretUntil, createdAt } = webhook
  const wanted = Object.entries(filters)
  return (
    <section className="panel" aria-labelledby="settings-title">
      <h2 id="settings-title">Settings</h2>
      <dl className="facts">
        <Fact name="Events">{types.map((type) => typeTexts[type].toLowerCase()).join('; ')}</Fact>
        <Fact name="Only of">
          {wanted.length === 0
            ? 'everything'
            : wanted.map(([name, words]) => `${name}: ${words.join(', ')}`).join('; ')}
        </Fact>
        <Fact name="Format">{formatTexts[format]}</Fact>
        <Fact name="Headers">{headers.length === 0 ? 'none' : `${headers.join(', ')} (values are never shown)`}</Fact>
        <Fact name="Signed">
          as Standard Webhooks says{githubSignature && ', and as GitHub does'}
          {oldSecretUntil !== null && `; with the old secret as well until ${absoluteTime(oldSecretUntil)}`}
        </Fact>
        <Fact name="Since">
          <Ago at={createdAt} />
        </Fact>
      </dl>
    </section>
  )
}
