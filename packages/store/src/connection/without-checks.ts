import { Prisma } from '../generated/client.ts'

/**
 * Bisections that search, without the checks of watches: what lists, counts and the limit of those
 * that go on mean by bisections.
 */
export const withoutChecks = { check: { equals: Prisma.DbNull } } as const satisfies Prisma.BisectionWhereInput

/**
 * Checks too: for a query that lists what a process works on, and not what people mean by
 * bisections.
 */
export const withChecks = {} as const satisfies Prisma.BisectionWhereInput

/** The same as {@link withoutChecks} in SQL, for a query of "Bisection". */
export const searchesOnly = Prisma.sql`"check" IS NULL`
