import { createHash, randomBytes } from 'node:crypto'
import type { Scope, Token } from '@kbisect/contracts'
import { afterPlace, cutPage, type Page, type PageRequest, timeCursor } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { isDuplicate } from '../connection/database-errors.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import { transact } from '../connection/transaction.ts'
import type { Token as TokenRow } from '../generated/client.ts'

export interface NewToken {
  readonly name: string
  readonly scope: Scope
  readonly expiresAt: Date | null
}

/**
 * Tokens are kept as sha-256 alone: they are long and random, so that a slow hash would protect
 * nothing more.
 */
export interface TokenStore {
  /**
   * Makes this the service's first token, an administrator's, and revokes the first tokens of
   * before; returns it. One that a person revoked stays revoked: see `revokedAt`. One that a person
   * created keeps its scope.
   */
  setFirst(token: string): Promise<Token>
  /**
   * Whose token this is; undefined when it is unknown, revoked or expired. Notes that it was used,
   * to about a minute.
   */
  valid(token: string): Promise<Token | undefined>
  /** The same by its id, for sessions. */
  active(id: string): Promise<Token | undefined>
  /** One page, oldest first, with the revoked ones. @throws StoreError `bad-cursor` */
  list(page: PageRequest): Promise<Page<Token>>
  /**
   * A new token: the only time that its text is there to be shown. @throws StoreError `name-taken`
   * by one that is not revoked
   */
  create(token: NewToken): Promise<Token & { readonly token: string }>
  /** False when there is none, or it is revoked already. @throws StoreError `last-admin-token` */
  revoke(id: string): Promise<boolean>
}

/** The name of the service's own first token. */
export const FIRST_TOKEN_NAME = 'bootstrap'

const USED_EVERY_MS = 60_000

export function tokenStore(database: Database): TokenStore {
  /** The token of a row if it can be used now; then that is noted. */
  const use = async (row: TokenRow | null): Promise<Token | undefined> => {
    const now = new Date()
    if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return undefined
    const before = new Date(now.getTime() - USED_EVERY_MS)
    if (row.lastUsedAt && row.lastUsedAt > before) return toToken(row)
    // Of several requests at once, one notes it.
    const stale = { OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: before } }] }
    await database.token.updateMany({ where: { id: row.id, ...stale }, data: { lastUsedAt: now } })
    return toToken({ ...row, lastUsedAt: now })
  }
  return {
    setFirst: (token) => setFirst(database, token),

    valid: async (token) => use(await database.token.findUnique({ where: { hash: hashOf(token) } })),
    active: async (id) => use(await database.token.findUnique({ where: { id } })),

    async list({ cursor, limit }) {
      const where = afterPlace('createdAt', 'asc', cursor)
      const rows = await database.token.findMany({
        where,
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: limit + 1,
      })
      return cutPage(rows, limit, { item: toToken, cursor: ({ createdAt: at, id }) => timeCursor.encode({ at, id }) })
    },

    async create({ name, scope, expiresAt }) {
      const token = `kb_${randomBytes(32).toString('base64url')}`
      const data = { id: newId(), name: sanitizeForPostgres(name), hash: hashOf(token), scope, expiresAt }
      try {
        return { ...toToken(await database.token.create({ data })), token }
      } catch (error) {
        throw isDuplicate(error) ? nameTaken(name, error) : error
      }
    },

    revoke: (id) => revoke(database, id),
  }
}

/**
 * `bootstrap` stays set on a first token that another one replaced, so that it can be set again; it
 * is cleared on one that a person revoked.
 */
function setFirst(database: Database, token: string): Promise<Token> {
  const hash = hashOf(token)
  return transact(database, async (transaction) => {
    const data = [{ id: newId(), name: FIRST_TOKEN_NAME, hash, bootstrap: true }]
    await transaction.token.createMany({ data, skipDuplicates: true })
    await transaction.token.updateMany({
      where: { bootstrap: true, revokedAt: null, NOT: { hash } },
      data: { revokedAt: new Date() },
    })
    await transaction.token.updateMany({ where: { bootstrap: true, hash }, data: { revokedAt: null } })
    return toToken(await transaction.token.findUniqueOrThrow({ where: { hash } }))
  })
}

/**
 * Administrators are locked while they are counted: two that revoke each other at once must not
 * both succeed.
 */
function revoke(database: Database, id: string): Promise<boolean> {
  return transact(database, async (transaction) => {
    const admins = await transaction.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Token"
      WHERE "scope" = 'admin' AND "revokedAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > now())
      ORDER BY "id" FOR UPDATE`
    if (admins.length === 1 && admins[0]?.id === id) throw lastAdmin(id)
    const change = { where: { id, revokedAt: null }, data: { revokedAt: new Date(), bootstrap: false } }
    return (await transaction.token.updateMany(change)).count === 1
  })
}

function nameTaken(name: string, cause: unknown): StoreError {
  const hint = 'take another name, or revoke that token first'
  return new StoreError('name-taken', `there is a token named ${name} already`, hint, cause)
}

function lastAdmin(id: string): StoreError {
  return new StoreError(
    'last-admin-token',
    `${id} is the last token that may administer`,
    'make another one with the scope admin first',
  )
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
