import Type from 'typebox'
import { Id, Time, Words } from './identifiers.ts'

/** What a token may do; each includes the ones before it. */
export const scopes = ['read', 'submit', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** A token; its text is shown once, and kept as a hash. */
export const Token = Type.Object({
  id: Id,
  name: Type.String(),
  scope: Words(scopes),
  createdAt: Time,
  expiresAt: Type.Union([Time, Type.Null()]),
  revokedAt: Type.Union([Time, Type.Null()]),
  lastUsedAt: Type.Union([Time, Type.Null()], { description: 'To about a minute.' }),
})
export type Token = Type.Static<typeof Token>

export const TokenRequest = Type.Object(
  {
    name: Type.String({
      minLength: 1,
      maxLength: 100,
      pattern: '\\S',
      description: 'Who or what it is for; shown in the audit.',
    }),
    scope: Words(scopes),
    expiresAt: Type.Optional({ ...Time, description: 'When it ends; left out: never.' }),
  },
  { additionalProperties: false },
)
export type TokenRequest = Type.Static<typeof TokenRequest>

/** The answer to creating one: the only time that its text is shown. */
export const TokenCreated = Type.Object({ ...Token.properties, token: Type.String() })
export type TokenCreated = Type.Static<typeof TokenCreated>

/** Who did what. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Time,
  who: Type.String({ description: 'Name of the token.' }),
  tokenId: Type.Union([Id, Type.Null()]),
  action: Type.String({ description: 'bisection.create, token.revoke …' }),
  subject: Type.String({ description: 'What it was done to: an id or a name.' }),
  detail: Type.Record(Type.String(), Type.Unknown()),
})
export type AuditEntry = Type.Static<typeof AuditEntry>
