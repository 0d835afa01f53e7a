import { Prisma } from '../generated/client.ts'
import { sanitizeForPostgres } from './sanitize-for-postgres.ts'

/** A value for a Json column: what JSON leaves out (undefined) is left out. */
export function toJson(value: unknown): Prisma.InputJsonValue {
  return JSON.parse(JSON.stringify(sanitizeForPostgres(value))) as Prisma.InputJsonValue
}

/** The same for a column that may be null. */
export function toNullableJson(value: unknown): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === null || value === undefined ? Prisma.DbNull : toJson(value)
}

/**
 * What {@link toJson} wrote. The shape was checked when it came in; only this room writes these
 * columns.
 */
export function fromJson<T>(value: Prisma.JsonValue): T {
  return value as T
}
