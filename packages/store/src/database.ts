import { PrismaPg } from '@prisma/adapter-pg'
import { PrismaClient } from './generated/client.ts'

export type Database = PrismaClient

/** Opens Prisma's pool of at most `maxConnections` connections; nothing is connected before the first query. */
export function openDatabase(databaseUrl: string, maxConnections: number): Database {
  const pool = {
    connectionString: databaseUrl,
    max: maxConnections,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    application_name: 'kbisect',
  }
  return new PrismaClient({ adapter: new PrismaPg(pool) })
}
