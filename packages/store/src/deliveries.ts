import type { BisectionStore } from '@kbisect/bisection'
import type { Delivery, WebhookBody } from '@kbisect/contracts'
import { cutPage, type Page, type PageRequest, timeCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { isMissingReference } from './database-errors.ts'
import type { Delivery as DeliveryRow, Prisma } from './generated/client.ts'
import { fromJson } from './json-columns.ts'
import { newId } from './new-id.ts'
import { storable } from './storable.ts'
import { StoreError } from './store-error.ts'

export type DeliveryAttempt = Delivery['attempts'][number]

/** A delivery with all that sending it takes. */
export interface DeliveryToSend extends Delivery {
  /** The exact text to send. */
  readonly body: string
  readonly webhook: { readonly id: string; readonly url: string; readonly secret: string; readonly disabled: boolean }
}

export interface DeliveryStore {
  /** One page of a webhook's deliveries, newest first. */
  list(webhookId: string, page: PageRequest): Promise<Page<Delivery>>
  find(id: string): Promise<DeliveryToSend | undefined>
  /** A delivery to this one webhook, whatever it subscribes to; answers its id. @throws StoreError `unknown-webhook` */
  add(webhookId: string, subject: string, body: WebhookBody): Promise<string>
  /** Appends an attempt. @throws StoreError `unknown-delivery` */
  recordAttempt(
    id: string,
    attempt: DeliveryAttempt,
    next: { readonly state: Delivery['state']; readonly nextAttemptAt: Date | null },
  ): Promise<void>
  /** Ids of those whose next attempt is due, longest due first: for the reconciler, when the queue has lost them. */
  due(now: Date): Promise<string[]>
}

export function deliveryStore(database: Database): DeliveryStore {
  return {
    list: (webhookId, page) => listDeliveries(database, webhookId, page),

    async find(id) {
      const row = await database.delivery.findUnique({ where: { id }, include: { webhook: true } })
      if (!row) return undefined
      const { url, secret, disabled } = row.webhook
      return { ...toDelivery(row), body: row.body, webhook: { id: row.webhookId, url, secret, disabled } }
    },

    async add(webhookId, subject, body) {
      const row = newRow(webhookId, subject, body)
      try {
        return (await database.delivery.create({ data: row, select: { id: true } })).id
      } catch (error) {
        throw isMissingReference(error) ? unknownWebhook(webhookId, error) : error
      }
    },

    async recordAttempt(id, attempt, { state, nextAttemptAt }) {
      const added = JSON.stringify([storable(attempt)])
      const count = await database.$executeRaw`
        UPDATE "Delivery"
        SET "attempts" = "attempts" || ${added}::jsonb,
          "state" = ${state}::"DeliveryState",
          "nextAttemptAt" = ${nextAttemptAt?.toISOString() ?? null}::timestamptz
        WHERE "id" = ${id}`
      if (count === 0) throw unknownDelivery(id)
    },

    async due(now) {
      const rows = await database.delivery.findMany({
        where: { state: 'waiting', nextAttemptAt: { lte: now }, webhook: { disabled: false } },
        orderBy: [{ nextAttemptAt: 'asc' }, { id: 'asc' }],
        select: { id: true },
      })
      return rows.map((row) => row.id)
    },
  }
}

/** See {@link BisectionStore.addDeliveries}. */
export function addDeliveries(database: Database): BisectionStore['addDeliveries'] {
  return async (subject, body) => {
    const webhooks = await database.webhook.findMany({
      where: { disabled: false, types: { has: body.type } },
      select: { id: true },
    })
    const rows = await database.delivery.createManyAndReturn({
      data: webhooks.map(({ id }) => newRow(id, subject, body)),
      skipDuplicates: true,
      select: { id: true },
    })
    return rows.map((row) => row.id)
  }
}

async function listDeliveries(database: Database, webhookId: string, { cursor, limit }: PageRequest) {
  const place = cursor === undefined ? undefined : timeCursor.decode(cursor)
  const rows = await database.delivery.findMany({
    where: {
      webhookId,
      ...(place && { OR: [{ createdAt: { lt: place.at } }, { createdAt: place.at, id: { lt: place.id } }] }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  return cutPage(rows, limit, {
    item: toDelivery,
    cursor: ({ createdAt, id }) => timeCursor.encode({ at: createdAt, id }),
  })
}

function newRow(webhookId: string, subject: string, body: WebhookBody): Prisma.DeliveryCreateManyInput {
  const text = JSON.stringify(storable(body))
  return { id: newId(), webhookId, type: body.type, subject, body: text, nextAttemptAt: new Date() }
}

function toDelivery(row: DeliveryRow): Delivery {
  return {
    id: row.id,
    webhookId: row.webhookId,
    type: row.type as Delivery['type'],
    request: row.body,
    state: row.state,
    attempts: fromJson<DeliveryAttempt[]>(row.attempts),
    nextAttemptAt: row.nextAttemptAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}

function unknownWebhook(id: string, cause: unknown): StoreError {
  return new StoreError('unknown-webhook', `there is no webhook ${id}`, 'list them: it may have been deleted', cause)
}

function unknownDelivery(id: string): StoreError {
  return new StoreError('unknown-delivery', `there is no delivery ${id}`, 'its webhook may have been deleted')
}
