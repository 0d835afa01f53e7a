import Type from 'typebox'
import { Time, Words } from './identifiers.ts'
import { scopes } from './token.ts'

/** A token, exchanged for a cookie by the login page. */
export const SessionRequest = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 500, description: 'A bearer token.' }) },
  { additionalProperties: false },
)
export type SessionRequest = Type.Static<typeof SessionRequest>

/** Who is asking. */
export const Session = Type.Object({
  name: Type.String({ description: 'Name of the token; anonymous where reading needs none.' }),
  scope: Words(scopes),
  expiresAt: Type.Union([Time, Type.Null()], { description: 'When the cookie ends; null for a bearer token.' }),
})
export type Session = Type.Static<typeof Session>

/** Who is asking, and whether it takes a token to read. */
export const Visit = Type.Object({
  ...Session.properties,
  reads: Words(['token', 'public'], 'Who may read: clients with a token, or all clients.'),
})
export type Visit = Type.Static<typeof Visit>
