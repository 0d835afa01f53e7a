import type { Prisma } from '../generated/client.ts'
import type { Database } from './database.ts'
import { isMissingReference } from './database-errors.ts'
import { unknownBisection } from './unknown-bisection.ts'

type Transaction = Prisma.TransactionClient

/** Runs `write` in one transaction: a fact and all that follows from it, or nothing. */
export function transact<T>(database: Database, write: (transaction: Transaction) => Promise<T>): Promise<T> {
  // As long as a busy machine may take: a fact that is not stored is found out again.
  return database.$transaction(write, { timeout: 120_000, maxWait: 30_000 })
}

/**
 * Runs {@link transact} for rows of a bisection. @throws StoreError `unknown-bisection` when there
 * is none
 */
export async function inTransaction<T>(
  database: Database,
  bisectionId: string,
  write: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  try {
    return await transact(database, write)
  } catch (error) {
    throw isMissingReference(error) ? unknownBisection(bisectionId, error) : error
  }
}
