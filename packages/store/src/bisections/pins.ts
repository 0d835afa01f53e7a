import { type Pin, requirePinned } from '@kbisect/bisection'
import type { Database } from '../connection/database.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import type { Prisma } from '../generated/client.ts'

const toPin = ({ targetKey, kind, value, words, worker }: Omit<Pin, 'kind'> & { kind: string }): Pin => ({
  ...{ targetKey, kind: kind as Pin['kind'], value, words, worker },
})

/** What the targets of a bisection are pinned to. */
export async function readPins(database: Pick<Database, 'pin'>, bisectionId: string): Promise<Pin[]> {
  const rows = await database.pin.findMany({
    where: { bisectionId },
    orderBy: [{ targetKey: 'asc' }, { kind: 'asc' }],
  })
  return rows.map(toPin)
}

/**
 * Pins what is not pinned yet. Of two that do so at once the second one waits for the first one's
 * transaction.
 * @throws EnvironmentDiffers when something else is pinned, so that the transaction is rolled back
 */
export async function hold(
  transaction: Prisma.TransactionClient,
  bisectionId: string,
  own: readonly Pin[],
): Promise<void> {
  if (own.length === 0) return
  const data = own.map((pin) => ({ bisectionId, ...sanitizeForPostgres(pin) }))
  const { count } = await transaction.pin.createMany({ data, skipDuplicates: true })
  if (count < own.length) requirePinned(await readPins(transaction, bisectionId), own)
}

/**
 * Forgets pins with what was made with it. Builds first: a run that is being stored holds its
 * build, and is waited for.
 */
export async function repin(
  transaction: Prisma.TransactionClient,
  bisectionId: string,
  pins: readonly Pick<Pin, 'targetKey' | 'kind'>[],
): Promise<void> {
  for (const { targetKey, kind } of pins) {
    const where = { bisectionId, targetKey }
    if (kind === 'toolchain') await transaction.build.deleteMany({ where })
    await transaction.run.deleteMany({ where })
    const kinds = kind === 'toolchain' ? ['toolchain', 'emulator', 'accelerator'] : ['emulator', 'accelerator']
    await transaction.pin.deleteMany({ where: { ...where, kind: { in: kinds } } })
  }
}
