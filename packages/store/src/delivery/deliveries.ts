import type { BisectionStore, Subscriber } from '@kbisect/bisection'
import type { Delivery, WebhookFormat, WebhookType } from '@kbisect/contracts'
import type { SecretBox } from '../access/secret-box.ts'
import { cutPage, madeBefore, type Page, type PageRequest, timeCursor } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { isMissingReference } from '../connection/database-errors.ts'
import { fromJson } from '../connection/json-columns.ts'
import { MOST_AT_ONCE } from '../connection/most-at-once.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import { transact } from '../connection/transaction.ts'
import { insertDeliveries, newDelivery } from '../events/insert-deliveries.ts'
import type { Delivery as DeliveryRow, Prisma, Webhook as WebhookRow } from '../generated/client.ts'
import { openWebhookSecrets, type WebhookSecrets } from './webhook-secrets.ts'

export type DeliveryAttempt = Delivery['attempts'][number]

/** A delivery with all that sending it takes. */
export interface DeliveryToSend extends Delivery {
  /** The exact text to send. */
  readonly body: string
  readonly webhook: Receiver
}

/** A delivery that is being sent. */
export interface DeliveryInHand extends DeliveryToSend {
  /** Names this attempt: what comes next is decided with it alone. */
  readonly lease: string
  /**
   * Whether the worker that had it before stored no outcome: it died, stopped answering or could
   * not reach the database.
   */
  readonly isLost: boolean
}

/** Where a delivery goes. */
export interface Receiver {
  readonly id: string
  readonly format: WebhookFormat
  /**
   * Where messages go, what they are signed with and what is sent along; the error where it cannot
   * be read, as after the loss of the key.
   */
  readonly secrets: WebhookSecrets | StoreError
  /** Until when messages are signed with the secret of before as well. */
  readonly oldSecretUntil: Date | null
  readonly githubSignature: boolean
  readonly disabled: boolean
}

export interface DeliveryStore {
  /** One page of a webhook's deliveries, newest first. */
  list(webhookId: string, page: PageRequest): Promise<Page<Delivery>>
  find(id: string): Promise<DeliveryToSend | undefined>
  /**
   * A delivery to this one webhook, whatever it subscribes to; answers its id. @throws StoreError
   * `unknown-webhook`
   */
  add(webhookId: string, subject: string, type: WebhookType, text: string): Promise<string>
  /** Makes one due now, however it ended; false when there is none. */
  again(id: string, now: Date): Promise<boolean>
  /**
   * Takes one in hand that waits and is due; undefined when there is nothing to send, or another
   * worker has it. One whose worker was not heard of for a minute is free again.
   */
  take(id: string, now: Date): Promise<DeliveryInHand | undefined>
  /** Lets go of one that was taken and not sent. */
  release(delivery: Pick<DeliveryInHand, 'id' | 'lease'>): Promise<void>
  /**
   * Appends an attempt, and says what comes next. False when the delivery was taken anew since, or
   * is to be sent again: the attempt is kept then, and decides nothing. @throws StoreError
   * `unknown-delivery`
   */
  recordAttempt(
    delivery: Pick<DeliveryInHand, 'id' | 'lease'>,
    attempt: DeliveryAttempt,
    next: { readonly state: Delivery['state']; readonly nextAttemptAt: Date | null },
  ): Promise<boolean>
  /**
   * Ids of those whose next attempt is due, longest due first, at most 500: for the reconciler,
   * when the queue has lost them.
   */
  due(now: Date): Promise<string[]>
}

export function deliveryStore(database: Database, box: SecretBox): DeliveryStore {
  return {
    list: (webhookId, page) => listDeliveries(database, webhookId, page),

    async find(id) {
      const row = await database.delivery.findUnique({ where: { id }, include: { webhook: true } })
      if (!row) return undefined
      return { ...toDelivery(row), body: row.body, webhook: toReceiver(box, row.webhook) }
    },

    async again(id, now) {
      const data = { state: 'waiting', nextAttemptAt: now, lease: null, leasedUntil: null } as const
      const change = { where: { id }, data }
      return (await database.delivery.updateMany(change)).count === 1
    },

    async add(webhookId, subject, type, text) {
      const row = newDelivery(subject, type, { webhookId, text })
      try {
        return (await database.delivery.create({ data: row, select: { id: true } })).id
      } catch (error) {
        throw isMissingReference(error) ? unknownWebhook(webhookId, error) : error
      }
    },

    async take(id, now) {
      const lease = newId()
      const due = { id, ...dueAt(now) }
      const before = await database.delivery.findFirst({ where: due, select: { lease: true } })
      if (!before) return undefined
      const [row] = await database.delivery.updateManyAndReturn({
        // One that another worker took since has another lease.
        where: { ...due, lease: before.lease },
        data: { lease, leasedUntil: new Date(now.getTime() + LEASE_MS) },
        include: { webhook: true },
      })
      const isLost = before.lease !== null
      return row && { ...toDelivery(row), body: row.body, webhook: toReceiver(box, row.webhook), lease, isLost }
    },

    async release({ id, lease }) {
      await database.delivery.updateMany({ where: { id, lease }, data: { lease: null, leasedUntil: null } })
    },

    async recordAttempt({ id, lease }, attempt, { state, nextAttemptAt }) {
      const kept = sanitizeForPostgres(attempt)
      const attempts = JSON.stringify([kept])
      return await transact(database, async (transaction) => {
        // The webhook first, in the order in which its deletion locks the rows.
        await noteOnWebhook(transaction, id, kept)
        const known = await transaction.$executeRaw`
          UPDATE "Delivery" SET "attempts" = "attempts" || ${attempts}::jsonb WHERE "id" = ${id}`
        if (known === 0) throw unknownDelivery(id)
        const data = { state, nextAttemptAt, lease: null, leasedUntil: null }
        return (await transaction.delivery.updateMany({ where: { id, lease }, data })).count === 1
      })
    },

    async due(now) {
      const rows = await database.delivery.findMany({
        where: dueAt(now),
        orderBy: [{ nextAttemptAt: 'asc' }, { id: 'asc' }],
        select: { id: true },
        take: MOST_AT_ONCE,
      })
      return rows.map((row) => row.id)
    },
  }
}

/** Stores the attempt as the latest one of the delivery's webhook, unless a later one is known. */
async function noteOnWebhook(transaction: Prisma.TransactionClient, id: string, attempt: DeliveryAttempt) {
  const { at, status, error } = attempt
  const isTaken = status !== null && status >= 200 && status < 300
  await transaction.$executeRaw`
    UPDATE "Webhook" SET "lastAttemptAt" = ${at}::timestamptz, "lastStatus" = ${status}, "lastError" = ${error},
      "failingSince" = CASE WHEN ${isTaken} THEN NULL ELSE COALESCE("failingSince", ${at}::timestamptz) END
    WHERE "id" = (SELECT "webhookId" FROM "Delivery" WHERE "id" = ${id})
      AND ("lastAttemptAt" IS NULL OR "lastAttemptAt" <= ${at}::timestamptz)`
}

// Longer than an attempt can take, which is given up after twenty seconds.
const LEASE_MS = 60_000

const dueAt = (now: Date) =>
  ({
    state: 'waiting',
    nextAttemptAt: { lte: now },
    webhook: { disabled: false },
    OR: [{ leasedUntil: null }, { leasedUntil: { lte: now } }],
  }) as const satisfies Prisma.DeliveryWhereInput

type Subscriptions = Pick<BisectionStore, 'subscribers' | 'addDeliveries' | 'lastDelivery'>

/** Who is to be told, and what was told. */
export function subscriptions(database: Database): Subscriptions {
  return {
    async subscribers(type) {
      const rows = await database.webhook.findMany({
        where: { disabled: false, types: { has: type } },
        select: { id: true, format: true, filters: true },
      })
      return rows.map(({ id, format, filters }) => ({
        id,
        format: format as WebhookFormat,
        filters: fromJson<Subscriber['filters']>(filters),
      }))
    },

    async addDeliveries(subject, type, messages) {
      return await insertDeliveries(database, [{ subject, type, messages }])
    },

    async lastDelivery(type, webhookIds, subjectStart) {
      const last = await database.delivery.findFirst({
        where: { webhookId: { in: [...webhookIds] }, type, subject: { startsWith: subjectStart } },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: { subject: true, createdAt: true },
      })
      return last ? { subject: last.subject, at: last.createdAt } : undefined
    },
  }
}

async function listDeliveries(database: Database, webhookId: string, { cursor, limit }: PageRequest) {
  const rows = await database.delivery.findMany({
    where: {
      webhookId,
      ...madeBefore(cursor),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  return cutPage(rows, limit, {
    item: toDelivery,
    cursor: ({ createdAt, id }) => timeCursor.encode({ at: createdAt, id }),
  })
}

function toReceiver(box: SecretBox, row: WebhookRow): Receiver {
  const { id, oldSecretUntil, githubSignature, disabled } = row
  const format = row.format as WebhookFormat
  return { id, format, secrets: readSecrets(box, row), oldSecretUntil, githubSignature, disabled }
}

function readSecrets(box: SecretBox, row: WebhookRow): WebhookSecrets | StoreError {
  try {
    return openWebhookSecrets(box, row)
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
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
