import Type from 'typebox'
import { Id, Time, Words } from './identifiers.ts'

/**
 * Whom reports are mailed to by themselves. `people`: those of the commit, when every check passed.
 */
export const mailPolicies = ['off', 'fixed', 'people'] as const

export const mailKinds = ['report', 'follow-up', 'fixed'] as const

/** `held`: a person decides. `discarded`: a person decided against it. */
export const mailStates = ['held', 'waiting', 'sent', 'failed', 'discarded'] as const

export const Recipient = Type.Object({
  address: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  field: Words(['to', 'cc'] as const),
  reason: Type.String({ description: 'Why this person or list is told.' }),
})
export type Recipient = Type.Static<typeof Recipient>

/** A mail about a bisection, sent or not. */
export const Mail = Type.Object({
  id: Id,
  bisectionId: Id,
  kind: Words(mailKinds),
  state: Words(mailStates),
  reason: Type.String({ description: 'Why it is held, or why it was sent.' }),
  subject: Type.String(),
  recipients: Type.Array(Recipient),
  messageId: Type.String(),
  inReplyTo: Type.Union([Type.String(), Type.Null()]),
  text: Type.String(),
  error: Type.Union([Type.String(), Type.Null()], { description: 'What the mail server said last.' }),
  decidedBy: Type.Union([Type.String(), Type.Null()]),
  createdAt: Time,
  sentAt: Type.Union([Time, Type.Null()]),
})
export type Mail = Type.Static<typeof Mail>
