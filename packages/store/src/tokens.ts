import { createHash, randomBytes } from 'node:crypto'
import type { Scope, Token } from '@kbisect/contracts'
import type { Database } from './database.ts'
import type { Token as TokenRow } from './generated/client.ts'
import { newId } from './new-id.ts'
import { storable } from './storable.ts'

export interface NewToken {
  readonly name: string
  readonly scope: Scope
  readonly expiresAt: Date | null
}

/** Tokens are kept as sha-256 alone: they are long and random, so that a slow hash would protect nothing more. */
export interface TokenStore {
  /** Makes a token of ours known, once. One that was revoked stays revoked: see `revokedAt`. */
  ensure(name: string, token: string): Promise<Token>
  /** Whose token this is; undefined when it is unknown, revoked or expired. */
  valid(token: string): Promise<Token | undefined>
  /** Oldest first, with the revoked ones. */
  list(): Promise<Token[]>
  /** A new token: the only time that its text is there to be shown. */
  create(token: NewToken): Promise<Token & { readonly token: string }>
  /** False when there is none, or it is revoked already. */
  revoke(id: string): Promise<boolean>
}

export function tokenStore(database: Database): TokenStore {
  return {
    async ensure(name, token) {
      const hash = hashOf(token)
      await database.token.createMany({ data: [{ id: newId(), name: storable(name), hash }], skipDuplicates: true })
      return toToken(await database.token.findUniqueOrThrow({ where: { hash } }))
    },

    async valid(token) {
      const row = await database.token.findUnique({ where: { hash: hashOf(token), revokedAt: null } })
      return row && !(row.expiresAt && row.expiresAt <= new Date()) ? toToken(row) : undefined
    },

    async list() {
      const rows = await database.token.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
      return rows.map(toToken)
    },

    async create({ name, scope, expiresAt }) {
      const token = `kb_${randomBytes(32).toString('base64url')}`
      const data = { id: newId(), name: storable(name), hash: hashOf(token), scope, expiresAt }
      return { ...toToken(await database.token.create({ data })), token }
    },

    async revoke(id) {
      const change = { where: { id, revokedAt: null }, data: { revokedAt: new Date() } }
      return (await database.token.updateMany(change)).count === 1
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function toToken(row: TokenRow): Token {
  return {
    id: row.id,
    name: row.name,
    scope: row.scope as Scope,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  }
}
