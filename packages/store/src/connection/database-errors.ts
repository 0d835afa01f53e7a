import { Prisma } from '../generated/client.ts'
import { StoreUnavailable } from './store-error.ts'

// Prisma's own words for: no route, wrong credentials, no such database, timed out, closed, pool
// exhausted, no connection for a transaction in time, deadlock, too many connections.
const PRISMA_UNAVAILABLE = new Set('P1000 P1001 P1002 P1003 P1008 P1010 P1011 P1017 P2024 P2028 P2034 P2037'.split(' '))

// What the driver adapter calls the same; raw queries tell no more.
const ADAPTER_UNAVAILABLE = new Set([
  ...['AuthenticationFailed', 'ConnectionClosed', 'DatabaseAccessDenied', 'DatabaseDoesNotExist'],
  ...['DatabaseNotReachable', 'SocketTimeout', 'TlsConnectionError', 'TooManyConnections'],
])

// SQLSTATE classes: 08 connection, 28 authorisation, 53 resources (too many connections, disk
// full), 57P shutdown; 3D000 no such database.
const SQLSTATE_UNAVAILABLE = /^(08...|28...|53...|57P..|3D000)$/

const SOCKET_UNAVAILABLE = new Set(
  'EAI_AGAIN ECONNREFUSED ECONNRESET EHOSTUNREACH ENETUNREACH ENOENT ENOTFOUND EPIPE ETIMEDOUT'.split(' '),
)

// node-postgres has no codes for these.
const DRIVER_MESSAGE =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed/

/**
 * Whether the error says that the database is out of reach, and not that the statement was wrong.
 */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  const code = codeOf(error)
  const { kind, originalCode } = adapterCause(error)
  return (
    PRISMA_UNAVAILABLE.has(code) ||
    ADAPTER_UNAVAILABLE.has(kind) ||
    SQLSTATE_UNAVAILABLE.test(code) ||
    SQLSTATE_UNAVAILABLE.test(originalCode) ||
    SOCKET_UNAVAILABLE.has(code) ||
    DRIVER_MESSAGE.test(error.message) ||
    error instanceof Prisma.PrismaClientInitializationError ||
    isUnavailable(error.cause)
  )
}

/**
 * Turns an error of Prisma or node-postgres into {@link StoreUnavailable} where it is one; others
 * are left alone.
 */
export function asStoreError(error: unknown): unknown {
  if (error instanceof StoreUnavailable) return error
  return isUnavailable(error) ? new StoreUnavailable(error) : error
}

export const isDuplicate = (error: unknown): boolean => codeOf(error) === 'P2002'
export const isMissingRow = (error: unknown): boolean => codeOf(error) === 'P2025'
/** A row refers to one that is not there, or was to be removed while others refer to it. */
export const isMissingReference = (error: unknown): boolean =>
  codeOf(error) === 'P2003' || REFERENCE_KINDS.has(adapterCause(error).kind)

// Postgres 18 tells the two apart.
const REFERENCE_KINDS = new Set(['ForeignKeyConstraintViolation', 'RestrictViolation'])

/**
 * The same methods, each of which tells {@link StoreUnavailable} apart. For methods that talk to
 * nothing but the database.
 */
export function tellingUnavailable<T extends object>(methods: T): T {
  const wrapped = Object.entries(methods).map(([name, method]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return (await method(...args)) as unknown
      } catch (error) {
        throw asStoreError(error)
      }
    },
  ])
  return Object.fromEntries(wrapped) as T
}

/** SQLSTATE, Prisma's code or that of the system call; empty when there is none. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0])
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
}

function adapterCause(error: unknown): { kind: string; originalCode: string } {
  const meta = error instanceof Prisma.PrismaClientKnownRequestError ? error.meta : undefined
  const adapterError = meta?.driverAdapterError
  const cause: unknown = adapterError instanceof Error ? adapterError.cause : undefined
  const { kind = '', originalCode = '' } = (cause ?? {}) as { kind?: string; originalCode?: string }
  return { kind, originalCode }
}
