import type { BisectionStore, Listener, WebhookText } from '@kbisect/bisection'
import type { Delivery, WebhookFormat, WebhookType } from '@kbisect/contracts'
import { cutPage, madeBefore, type Page, type PageRequest, timeCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { isMissingReference } from './database-errors.ts'
import type { Delivery as DeliveryRow, Prisma, Webhook as WebhookRow } from './generated/client.ts'
import { fromJson } from './json-columns.ts'
import { newId } from './new-id.ts'
import type { SecretBox } from './secret-box.ts'
import { storable } from './storable.ts'
import { StoreError } from './store-error.ts'
import { openWebhookSecrets, type WebhookSecrets } from './webhook-secrets.ts'

export type DeliveryAttempt = Delivery['attempts'][number]

/** A delivery with all that sending it takes. */
export interface DeliveryToSend extends Delivery {
  /** The exact text to send. */
  readonly body: string
  readonly webhook: Receiver
}

/** Where a delivery goes. */
export interface Receiver {
  readonly id: string
  readonly url: string
  readonly format: WebhookFormat
  /** What messages are signed with and what is sent along; the error where it cannot be read, as after the loss of the key. */
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
  /** A delivery to this one webhook, whatever it subscribes to; answers its id. @throws StoreError `unknown-webhook` */
  add(webhookId: string, subject: string, type: WebhookType, text: string): Promise<string>
  /** Makes one due now, however it ended; false when there is none. */
  again(id: string, now: Date): Promise<boolean>
  /** Appends an attempt. @throws StoreError `unknown-delivery` */
  recordAttempt(
    id: string,
    attempt: DeliveryAttempt,
    next: { readonly state: Delivery['state']; readonly nextAttemptAt: Date | null },
  ): Promise<void>
  /** Ids of those whose next attempt is due, longest due first: for the reconciler, when the queue has lost them. */
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
      const change = { where: { id }, data: { state: 'waiting', nextAttemptAt: now } } as const
      return (await database.delivery.updateMany(change)).count === 1
    },

    async add(webhookId, subject, type, text) {
      const row = newRow(subject, type, { webhookId, text })
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

type Announcing = Pick<BisectionStore, 'listeners' | 'addDeliveries' | 'lastDelivery'>

/** Who is to be told, and what was told. */
export function announcing(database: Database): Announcing {
  return {
    async listeners(type) {
      const rows = await database.webhook.findMany({
        where: { disabled: false, types: { has: type } },
        select: { id: true, format: true, filters: true },
      })
      return rows.map(({ id, format, filters }) => ({
        id,
        format: format as WebhookFormat,
        filters: fromJson<Listener['filters']>(filters),
      }))
    },

    async addDeliveries(subject, type, messages) {
      const rows = await database.delivery.createManyAndReturn({
        data: messages.map((message) => newRow(subject, type, message)),
        skipDuplicates: true,
        select: { id: true },
      })
      return rows.map((row) => row.id)
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

function newRow(subject: string, type: WebhookType, message: WebhookText): Prisma.DeliveryCreateManyInput {
  const { webhookId, text } = message
  return { id: newId(), webhookId, type, subject, body: storable(text), nextAttemptAt: new Date() }
}

function toReceiver(box: SecretBox, row: WebhookRow): Receiver {
  const { id, url, oldSecretUntil, githubSignature, disabled } = row
  const format = row.format as WebhookFormat
  return { id, url, format, secrets: readSecrets(box, row), oldSecretUntil, githubSignature, disabled }
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
