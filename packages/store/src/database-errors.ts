import { Prisma } from './generated/client.ts'
import { StoreUnavailable } from './store-error.ts'

// Prisma's own words for: no route, wrong credentials, no such database, timed out, closed, pool exhausted, too many connections.
const PRISMA_UNAVAILABLE = new Set([
  'P1000',
  'P1001',
  'P1002',
  'P1003',
  'P1008',
  'P1010',
  'P1011',
  'P1017',
  'P2024',
  'P2037',
])

// SQLSTATE classes: 08 connection, 28 authorisation, 53 resources (too many connections, disk full), 57P shutdown; 3D000 no such database.
const SQLSTATE_UNAVAILABLE = /^(08...|28...|53...|57P..|3D000)$/

const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ENOENT',
])

// node-postgres has no codes for these.
const DRIVER_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/

/** Whether the error says that the database is out of reach, and not that the statement was wrong. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return (
    PRISMA_UNAVAILABLE.has(code) ||
    SQLSTATE_UNAVAILABLE.test(code) ||
    SOCKET.has(code) ||
    DRIVER_MESSAGE.test(error.message) ||
    error instanceof Prisma.PrismaClientInitializationError ||
    isUnavailable(error.cause)
  )
}

/** Turns an error of Prisma or node-postgres into {@link StoreUnavailable} where it is one; others are left alone. */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error
  return isUnavailable(error) ? new StoreUnavailable(error) : error
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code

export const isDuplicate = (error: unknown): boolean => hasCode(error, 'P2002')
export const isMissingReference = (error: unknown): boolean => hasCode(error, 'P2003')
export const isMissingRow = (error: unknown): boolean => hasCode(error, 'P2025')

/** The same methods, each of which tells {@link StoreUnavailable} apart. For methods that talk to nothing but the database. */
export function tellingUnavailable<T extends object>(methods: T): T {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await method(...args)
      } catch (error) {
        throw asStoreError(error)
      }
    },
  ])
  return Object.fromEntries(wrapped) as T
}
