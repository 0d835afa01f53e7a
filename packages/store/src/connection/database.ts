import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from '../generated/client.ts'

export type Database = PrismaClient

/**
 * Opens Prisma's pool of at most `maxConnections` connections; nothing is connected before the
 * first query. A query waits `waitSeconds` for one.
 */
export function openDatabase(databaseUrl: string, maxConnections: number, waitSeconds = 10): Database {
  const pool = {
    connectionString: databaseUrl,
    max: maxConnections,
    connectionTimeoutMillis: waitSeconds * 1000,
    keepAlive: true,
    application_name: 'kbisect',
  }
  // A transaction waits for a connection as long as a query does.
  return new PrismaClient({ adapter: new PrismaPg(pool), transactionOptions: { maxWait: waitSeconds * 1000 } })
}
