import { WebhookBody, type WebhookType } from '@kbisect/contracts'
import Type from 'typebox'

const SUMMARIES: Readonly<Record<WebhookType, string>> = {
  'bisection.started': 'A bisection left the queue',
  'bisection.progressed': 'A bisection came further',
  'bisection.finished': 'A bisection ended, with or without a culprit',
  'bisection.failed': 'A bisection is paused or ended with an error, and needs a person',
  'regression.found': 'A test passes on the good revision and fails on the bad one, or a report says so',
  'regression.bisected': 'The commit that made a regression is known',
  'regression.fixed': 'The commit that fixes a regression was named',
  'regression.affects-more': 'A further target of a watch shows the failure of a regression',
  'regression.came-back': 'A failure that had gone shows again on a watched branch',
  'regression.gone': 'No target of a watched branch shows the failure any more',
  'revision.tested': 'All tests of a revision of a watched branch are done',
  ping: 'A test message was requested',
}

const DESCRIPTION =
  'Sent to webhooks of the format `standard` that subscribe to it. The receiver verifies the signature as Standard Webhooks says.'

const header = (name: string, description: string) => ({
  ...{ name, in: 'header', required: true, description },
  schema: Type.String(),
})

const HEADERS = [
  header('webhook-id', 'The same for each attempt to send the message: receivers drop what they know.'),
  header('webhook-timestamp', 'Seconds since 1970, of this attempt.'),
  header('webhook-signature', 'Signatures of id, timestamp and body, with spaces between.'),
]

/**
 * Returns what OpenAPI 3.1 has in `webhooks`: each message that the service sends, with the schema
 * of its body.
 */
export function webhookDescriptions(): Record<string, object> {
  return Object.fromEntries(
    WebhookBody.anyOf.map((schema) => {
      const type = schema.properties.type.const
      const post = {
        ...{ tags: ['webhooks'], summary: SUMMARIES[type], description: DESCRIPTION, security: [] },
        parameters: HEADERS,
        requestBody: { required: true, content: { 'application/json': { schema } } },
        responses: {
          '2XX': { description: 'The message is taken.' },
          '410': { description: 'The receiver is gone: the webhook is switched off.' },
          default: { description: 'The message is sent again, with growing delays.' },
        },
      }
      return [type, { post }]
    }),
  )
}
