import type { BisectionChanges, Moment, WrittenTogether } from '@kbisect/bisection'
import type { BisectionResult } from '@kbisect/contracts'
import { isMissingRow } from '../connection/database-errors.ts'
import { toJson, toNullableJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { unknownBisection } from '../connection/unknown-bisection.ts'
import { insertEvents } from '../events/event-store.ts'
import { insertDeliveries } from '../events/insert-deliveries.ts'
import { Prisma } from '../generated/client.ts'
import { joinSameRegression } from '../regressions/same-regression.ts'

type Transaction = Prisma.TransactionClient

/**
 * Writes what belongs to a fact; returns the ids of the deliveries that are new. To be called last
 * in a transaction: from the first event until the commit all other writers of events wait.
 */
export async function writeTogether(
  transaction: Transaction,
  bisectionId: string,
  { changes, events = [], deliveries = [] }: WrittenTogether = {},
): Promise<string[]> {
  if (changes) await applyChanges(transaction, bisectionId, changes)
  const told = await insertDeliveries(transaction, deliveries)
  await insertEvents(transaction, bisectionId, events)
  return told
}

async function applyChanges(transaction: Transaction, id: string, changes: BisectionChanges): Promise<void> {
  const { resumedAt, startedAt, finishedAt, ...others } = changes
  const stamped = { resumedAt, startedAt, finishedAt }
  const data = { ...changedColumns(others), ...given(stamped) }
  try {
    if (Object.keys(data).length > 0) await transaction.bisection.update({ where: { id }, data, select: { id: true } })
  } catch (error) {
    throw isMissingRow(error) ? unknownBisection(id, error) : error
  }
  const now = Object.entries(stamped).flatMap(([column, moment]) =>
    moment === 'now' ? [Prisma.sql`${Prisma.raw(`"${column}"`)} = clock_timestamp()`] : [],
  )
  if (now.length > 0) await stamp(transaction, id, now)
  if (changes.result) await joinSameRegression(transaction, id)
}

async function stamp(transaction: Transaction, id: string, now: readonly Prisma.Sql[]): Promise<void> {
  const count = await transaction.$executeRaw`UPDATE "Bisection" SET ${Prisma.join([...now])} WHERE "id" = ${id}`
  if (count === 0) throw unknownBisection(id)
}

/** The moments that are known already. */
const given = (stamped: Readonly<Record<string, Moment | null | undefined>>): Record<string, Date | null> =>
  Object.fromEntries(
    Object.entries(stamped).flatMap(([column, moment]) =>
      moment === undefined || moment === 'now' ? [] : [[column, moment]],
    ),
  )

type PlainChanges = Omit<BisectionChanges, 'resumedAt' | 'startedAt' | 'finishedAt'>

function changedColumns(changes: PlainChanges): Prisma.BisectionUncheckedUpdateInput {
  const { result, search, suspects, expected, ...plain } = changes
  return {
    ...sanitizeForPostgres(plain),
    ...(search ? { search: toJson(search) } : {}),
    ...(suspects ? { suspects: toJson(suspects) } : {}),
    ...(expected === undefined ? {} : { expected: toNullableJson(expected) }),
    ...(result ? resultColumns(result) : {}),
  }
}

function resultColumns(result: BisectionResult): Prisma.BisectionUncheckedUpdateInput {
  const { outcome, label, culprit, reason } = result
  return {
    result: toJson(result),
    outcome,
    label,
    culpritHash: culprit?.hash ?? null,
    culpritAuthor: culprit === null ? null : sanitizeForPostgres(culprit.author),
    culprit: toNullableJson(culprit),
    reason: sanitizeForPostgres(reason),
  }
}
