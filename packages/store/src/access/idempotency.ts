import type { Database } from '../connection/database.ts'
import { fromJson, toJson } from '../connection/json-columns.ts'
import { Prisma } from '../generated/client.ts'

/** Names a request that may come again. */
export interface RequestKey {
  readonly tokenId: string
  /** As the client chose it. */
  readonly key: string
  /** sha-256 of all that makes two requests the same. */
  readonly requestHash: string
}

export interface StoredResponse {
  readonly status: number
  readonly location: string | null
  readonly answer: unknown
}

/** `ours`: nobody answered it, and nobody else will now. */
export type Claim = 'ours' | 'being answered' | 'another request' | StoredResponse

/** Answers that are kept for a day, for clients that ask again because they got none. */
export interface IdempotencyStore {
  /** Takes a key for a request, or says what has become of it; of several at once one gets it. */
  claim(request: RequestKey, now: Date): Promise<Claim>
  keep(request: RequestKey, answer: StoredResponse): Promise<void>
  /** Gives a key back whose request came to nothing. */
  release(request: RequestKey): Promise<void>
}

const KEPT_MS = 24 * 3_600_000
// Whoever was at it for so long has died; adding a tree of this machine takes minutes.
const ABANDONED_MS = 30 * 60_000

export function idempotencyStore(database: Database): IdempotencyStore {
  const at = ({ tokenId, key }: RequestKey) => ({ tokenId_key: { tokenId, key } })
  return {
    async claim(request, now) {
      const ago = (milliseconds: number) => ({ lt: new Date(now.getTime() - milliseconds) })
      const over = [{ createdAt: ago(KEPT_MS) }, { status: null, createdAt: ago(ABANDONED_MS) }]
      // Of all tokens, by the index: nothing else cleans up.
      await database.idempotencyKey.deleteMany({ where: { OR: over } })
      const added = await database.idempotencyKey.createMany({
        data: [{ ...request, createdAt: now }],
        skipDuplicates: true,
      })
      if (added.count === 1) return 'ours'
      const row = await database.idempotencyKey.findUnique({ where: at(request) })
      // Given back in this moment: whoever had it failed, and asking again in a second is right
      // then too.
      if (!row) return 'being answered'
      if (row.requestHash !== request.requestHash) return 'another request'
      if (row.status === null) return 'being answered'
      return { status: row.status, location: row.location, answer: fromJson(row.answer) }
    },

    async keep(request, { status, location, answer }) {
      const data = { status, location, answer: answer === null ? Prisma.JsonNull : toJson(answer) }
      await database.idempotencyKey.updateMany({ where: request, data })
    },

    async release({ tokenId, key, requestHash }) {
      await database.idempotencyKey.deleteMany({ where: { tokenId, key, requestHash, status: null } })
    },
  }
}
