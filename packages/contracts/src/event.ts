import Type from 'typebox'
import { Id, Time, Words } from './identifiers.ts'

export const eventTypes = [
  'created',
  'stage',
  'build-started',
  'build-finished',
  'run-started',
  'run-finished',
  'verdict',
  'choice',
  'prediction',
  'infrastructure-error',
  'paused',
  'resumed',
  'override',
  'rerun',
  'triaged',
  'mail',
  'finished',
] as const
export type EventType = (typeof eventTypes)[number]

/** One line of a bisection's history. `id` grows, and is the id of the server-sent event. */
export const Event = Type.Object({
  id: Type.Integer(),
  bisectionId: Id,
  type: Words(eventTypes),
  message: Type.String({ description: 'The event in one sentence.' }),
  data: Type.Record(Type.String(), Type.Unknown()),
  at: Time,
})
export type Event = Type.Static<typeof Event>
