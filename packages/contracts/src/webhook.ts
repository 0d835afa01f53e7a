import Type from 'typebox'
import { CommitSummary, causes, labels, outcomes, ScopeResult } from './bisection.ts'
import { CommitHash, Id, Time, Words } from './identifiers.ts'
import { Signature } from './signal.ts'

export const webhookTypes = ['bisection.finished', 'regression.found', 'ping'] as const
export type WebhookType = (typeof webhookTypes)[number]

export const WebhookRequest = Type.Object(
  {
    url: Type.String({ minLength: 1, maxLength: 2048 }),
    types: Type.Optional(
      Type.Array(Words(['bisection.finished', 'regression.found'] as const), { minItems: 1, uniqueItems: true }),
    ),
    description: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
)
export type WebhookRequest = Type.Static<typeof WebhookRequest>

export const Webhook = Type.Object({
  id: Id,
  url: Type.String(),
  types: Type.Array(Words(['bisection.finished', 'regression.found'] as const)),
  description: Type.String(),
  disabled: Type.Boolean(),
  createdAt: Time,
})
export type Webhook = Type.Static<typeof Webhook>

/** The answer to creating one: the only time that the secret is shown. */
export const WebhookCreated = Type.Object({
  ...Webhook.properties,
  secret: Type.String({ description: 'whsec_…, shown once.' }),
})

export const deliveryStates = ['waiting', 'delivered', 'failed'] as const

export const Delivery = Type.Object({
  id: Id,
  webhookId: Id,
  type: Words(webhookTypes),
  state: Words(deliveryStates),
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

/** `bisection.finished`. */
export const BisectionFinished = Type.Object({
  type: Type.Literal('bisection.finished'),
  timestamp: Time,
  data: Type.Object({
    id: Id,
    url: Type.String(),
    tree: Type.String(),
    good: CommitHash,
    bad: CommitHash,
    target: Type.String(),
    test: Type.String(),
    outcome: Words(outcomes),
    label: Type.Union([Words(labels), Type.Null()]),
    cause: Type.Union([Words(causes), Type.Null()], {
      description: 'Why there is no culprit; null when there is one.',
    }),
    reason: Type.String(),
    culprit: Type.Union([CommitSummary, Type.Null()]),
    probability: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: 'How probable it is that the culprit is the first bad commit.',
    }),
    scope: Type.Array(ScopeResult),
    signature: Type.Union([Signature, Type.Null()]),
  }),
})
export type BisectionFinished = Type.Static<typeof BisectionFinished>

/** `regression.found`: both ends are checked; the good one passes and the bad one fails. */
export const RegressionFound = Type.Object({
  type: Type.Literal('regression.found'),
  timestamp: Time,
  data: Type.Object({
    bisectionId: Id,
    url: Type.String(),
    tree: Type.String(),
    good: CommitHash,
    bad: CommitHash,
    target: Type.String(),
    test: Type.String(),
    signature: Type.Union([Signature, Type.Null()]),
  }),
})
export type RegressionFound = Type.Static<typeof RegressionFound>

export const Ping = Type.Object({ type: Type.Literal('ping'), timestamp: Time, data: Type.Object({ webhookId: Id }) })
export type WebhookBody = BisectionFinished | RegressionFound | Type.Static<typeof Ping>
