import type { AuditEntry } from '@kbisect/contracts'
import { cutPage, type Page, type PageRequest, positionCursor } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { fromJson, toJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import type { Audit } from '../generated/client.ts'

export interface AuditRequest extends PageRequest {
  /** Only what was done to this id or name. */
  readonly subject?: string | undefined
}

/** Who did what. */
export interface AuditStore {
  add(entry: Omit<AuditEntry, 'id' | 'at'>): Promise<void>
  /** Newest first. */
  list(request: AuditRequest): Promise<Page<AuditEntry>>
}

export function auditStore(database: Database): AuditStore {
  return {
    async add({ detail, ...entry }) {
      await database.audit.create({
        data: { ...sanitizeForPostgres(entry), detail: toJson(detail) },
        select: { id: true },
      })
    },

    async list({ subject, cursor, limit }) {
      const rows = await database.audit.findMany({
        where: {
          ...(subject === undefined ? {} : { subject: sanitizeForPostgres(subject) }),
          ...(cursor === undefined ? {} : { id: { lt: BigInt(positionCursor.decode(cursor)) } }),
        },
        orderBy: { id: 'desc' },
        take: limit + 1,
      })
      return cutPage(rows, limit, { item: toEntry, cursor: ({ id }) => positionCursor.encode(Number(id)) })
    },
  }
}

const toEntry = ({ id, at, detail, ...entry }: Audit): AuditEntry => ({
  ...entry,
  id: Number(id),
  at: at.toISOString(),
  detail: fromJson<AuditEntry['detail']>(detail),
})
