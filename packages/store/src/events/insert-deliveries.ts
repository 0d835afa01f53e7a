import type { NewDeliveries, WebhookText } from '@kbisect/bisection'
import type { WebhookType } from '@kbisect/contracts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import type { Prisma } from '../generated/client.ts'

/**
 * Stores one delivery for each message whose webhook has none of this subject and type; returns the
 * ids of the new ones.
 */
export async function insertDeliveries(
  database: Pick<Prisma.TransactionClient, 'delivery'>,
  deliveries: readonly NewDeliveries[],
): Promise<string[]> {
  const data = deliveries.flatMap(({ subject, type, messages }) =>
    messages.map((message) => newDelivery(subject, type, message)),
  )
  if (data.length === 0) return []
  const rows = await database.delivery.createManyAndReturn({ data, skipDuplicates: true, select: { id: true } })
  return rows.map(({ id }) => id)
}

/** The row of a delivery that is due at once. */
export function newDelivery(subject: string, type: WebhookType, message: WebhookText): Prisma.DeliveryCreateManyInput {
  const { webhookId, text } = message
  return { id: newId(), webhookId, type, subject, body: sanitizeForPostgres(text), nextAttemptAt: new Date() }
}
