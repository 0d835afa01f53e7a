import Type from 'typebox'
import { outcomes } from './bisection-states.ts'
import { Id, Time, Words } from './identifiers.ts'
import { Architecture } from './target.ts'
import { TreeName } from './tree.ts'
import { subscribable, type WebhookSubscription, webhookTypes } from './webhook-message.ts'

/**
 * `standard`: as Standard Webhooks says. The others are what those services take: slack and discord
 * as their incoming webhooks do, matrix by PUT below `…/rooms/ROOM/send/m.room.message`, github and
 * gitlab by POST to `…/issues` of their APIs.
 */
export const webhookFormats = ['standard', 'slack', 'discord', 'matrix', 'github', 'gitlab'] as const
export type WebhookFormat = (typeof webhookFormats)[number]

const Several = <T extends Type.TSchema>(items: T, description: string) =>
  Type.Optional(Type.Array(items, { minItems: 1, maxItems: 50, uniqueItems: true, description }))
const Text = Type.String({ minLength: 1, maxLength: 200 })

/**
 * Returns the types that a new webhook gets unless it names others: one message for each bisection
 * that ends, with its culprit, and what needs a person or closes the matter. An issue tracker opens
 * an issue for each message, so that it gets culprits alone.
 */
export function defaultWebhookTypes(format: WebhookFormat): WebhookSubscription[] {
  if (format === 'github' || format === 'gitlab') return ['regression.bisected']
  return ['bisection.finished', 'bisection.failed', 'regression.fixed']
}

/**
 * What a webhook wants to hear of: every filter that is given must match, each by any of its words.
 */
export const WebhookFilters = Type.Object(
  {
    trees: Several(TreeName, 'Names of trees.'),
    branches: Several(Text, 'Names of branches; * stands for anything: for-*.'),
    architectures: Several(Architecture, 'Of the main target, or affected.'),
    paths: Several(Text, 'Files of the culprit: mm/**, drivers/gpu/drm/*.c. Messages without a culprit do not match.'),
    authors: Several(Text, 'Part of the culprit’s author, name or address, in any case.'),
    outcomes: Several(Words(outcomes), 'How a bisection ended. Messages before its end match.'),
  },
  { additionalProperties: false },
)
export type WebhookFilters = Type.Static<typeof WebhookFilters>

const HttpHeaders = Type.Record(
  Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$' }),
  Type.String({ maxLength: 1000, pattern: '^[ -~]*$' }),
)

const options = {
  types: Type.Optional(
    Type.Array(Words(subscribable), {
      minItems: 1,
      uniqueItems: true,
      description:
        'Default: bisection.finished, bisection.failed and regression.fixed, so that a culprit comes in one message; of the formats github and gitlab, which open an issue for each message, regression.bisected alone.',
    }),
  ),
  description: Type.Optional(Type.String({ maxLength: 200 })),
  format: Type.Optional(Words(webhookFormats, 'Default: standard.')),
  filters: Type.Optional(WebhookFilters),
  githubSignature: Type.Optional(
    Type.Boolean({ description: 'Also send X-Hub-Signature-256, for receivers that know GitHub’s alone.' }),
  ),
  headers: Type.Optional({
    ...HttpHeaders,
    maxProperties: 10,
    description: 'Sent with each message, e.g. Authorization or PRIVATE-TOKEN of an issue tracker. Never shown.',
  }),
}

export const WebhookRequest = Type.Object(
  { url: Type.String({ minLength: 1, maxLength: 2048 }), ...options },
  { additionalProperties: false },
)
export type WebhookRequest = Type.Static<typeof WebhookRequest>

/** What is left out stays. */
export const WebhookChange = Type.Object(
  {
    url: Type.Optional(Type.String({ minLength: 1, maxLength: 2048 })),
    disabled: Type.Optional(
      Type.Boolean({ description: 'false: messages are sent again, also after its receiver answered 410.' }),
    ),
    ...options,
  },
  { additionalProperties: false, minProperties: 1 },
)
export type WebhookChange = Type.Static<typeof WebhookChange>

export const Webhook = Type.Object({
  id: Id,
  origin: Type.String({
    description:
      'Scheme, host and port of its URL. The rest is never shown: it may be a secret, as of Slack and Discord.',
  }),
  types: Type.Array(Words(subscribable)),
  description: Type.String(),
  format: Words(webhookFormats),
  filters: WebhookFilters,
  githubSignature: Type.Boolean(),
  headers: Type.Array(Type.String(), { description: 'Names of the headers that are sent along.' }),
  disabled: Type.Boolean(),
  disabledReason: Type.Union([Type.String(), Type.Null()]),
  lastAttempt: Type.Union(
    [
      Type.Object({
        at: Time,
        status: Type.Union([Type.Integer(), Type.Null()], { description: 'HTTP status; null where none came.' }),
        error: Type.Union([Type.String(), Type.Null()]),
      }),
      Type.Null(),
    ],
    { description: 'The latest attempt to send it a message; null where none was made.' },
  ),
  failingSince: Type.Union([Time, Type.Null()], {
    description: 'The first of the attempts that failed one after the other; null where the latest one succeeded.',
  }),
  oldSecretUntil: Type.Union([Time, Type.Null()], {
    description: 'Until then messages are signed with the secret of before as well.',
  }),
  createdAt: Time,
})
export type Webhook = Type.Static<typeof Webhook>

/** The answer to creating one or to changing its secret: the only time that the secret is shown. */
export const WebhookCreated = Type.Object({
  ...Webhook.properties,
  secret: Type.String({ description: 'whsec_…, shown once.' }),
})
export type WebhookCreated = Type.Static<typeof WebhookCreated>

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const

export const Delivery = Type.Object({
  id: Id,
  webhookId: Id,
  type: Words(webhookTypes),
  state: Words(deliveryStates),
  request: Type.String({ description: 'The body that is sent.' }),
  attempts: Type.Array(
    Type.Object({
      at: Time,
      status: Type.Union([Type.Integer(), Type.Null()]),
      error: Type.Union([Type.String(), Type.Null()]),
      answer: Type.String(),
      milliseconds: Type.Integer(),
    }),
  ),
  nextAttemptAt: Type.Union([Time, Type.Null()]),
  createdAt: Time,
})
export type Delivery = Type.Static<typeof Delivery>
