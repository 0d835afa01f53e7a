import { sanitizeForPostgres } from './sanitize-for-postgres.ts'

/** What a person typed, for LIKE: Prisma passes it on as it is. */
export const literally = (text: string): string => sanitizeForPostgres(text.trim()).replace(/[\\%_]/g, '\\$&')

/** Holds the text, in any case. */
export const containing = (text: string) => ({ contains: literally(text), mode: 'insensitive' }) as const

/** Begins with the text, in lower case: for ids and hashes. */
export const beginning = (text: string) => ({ startsWith: literally(text).toLowerCase() })
