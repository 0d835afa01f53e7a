import type { Webhook } from '@kbisect/contracts'
import type { SecretBox } from '../access/secret-box.ts'
import { afterPlace, cutPage, type Page, type PageRequest, timeCursor } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { fromJson, toJson } from '../connection/json-columns.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import type { Prisma, Webhook as WebhookRow } from '../generated/client.ts'
import { sealAgain, sealHeaders, sealSecret, sealUrl } from './webhook-secrets.ts'

/** What can be set of a webhook. */
export interface WebhookOptions {
  /** Kept secret but for its scheme, host and port. */
  readonly url: string
  readonly types: Webhook['types']
  readonly description: string
  readonly format: Webhook['format']
  readonly filters: Webhook['filters']
  readonly githubSignature: boolean
  /** Sent along with each message; kept secret. */
  readonly headers: Readonly<Record<string, string>>
}

export interface NewWebhook extends WebhookOptions {
  /** whsec_…; stored encrypted, not as a hash, because each delivery is signed with it. */
  readonly secret: string
}

export interface WebhookStore {
  create(webhook: NewWebhook): Promise<Webhook>
  /** One page, oldest first. @throws StoreError `bad-cursor` */
  list(page: PageRequest): Promise<Page<Webhook>>
  find(id: string): Promise<Webhook | undefined>
  /** Sets what is given; undefined when there is none. */
  change(id: string, changes: Partial<WebhookOptions>): Promise<Webhook | undefined>
  /**
   * Gives it a new secret; the one of before is used too until a moment, the one before that no
   * more.
   */
  rotate(id: string, secret: string, oldSecretUntil: Date): Promise<Webhook | undefined>
  /**
   * Seals again, with the first key, what is not sealed with it; returns how many webhooks that
   * changed, and the ids of those that no key opens, which stay as they are.
   */
  sealAgain(): Promise<{ readonly sealed: number; readonly unreadable: string[] }>
  /** With its deliveries; false when there was none. */
  remove(id: string): Promise<boolean>
  /** It gets no new deliveries from now on; false when there is none. */
  disable(id: string, reason: string): Promise<boolean>
  /** It is told again; false when there is none. */
  enable(id: string): Promise<boolean>
}

export function webhookStore(database: Database, box: SecretBox): WebhookStore {
  const find: WebhookStore['find'] = async (id) => {
    const row = await database.webhook.findUnique({ where: { id } })
    return row ? toWebhook(row) : undefined
  }
  const set = async (id: string, data: Prisma.WebhookUpdateManyMutationInput): Promise<boolean> =>
    (await database.webhook.updateMany({ where: { id }, data })).count === 1
  return {
    async create({ secret, ...options }) {
      const id = newId()
      const secrets = { url: sealUrl(box, id, options.url), secret: sealSecret(box, id, secret) }
      const data = { ...columns(box, id, options), ...secrets, id }
      return toWebhook(await database.webhook.create({ data }))
    },

    async list({ cursor, limit }) {
      const where = afterPlace('createdAt', 'asc', cursor)
      const rows = await database.webhook.findMany({
        where,
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        take: limit + 1,
      })
      return cutPage(rows, limit, { item: toWebhook, cursor: ({ createdAt: at, id }) => timeCursor.encode({ at, id }) })
    },

    find,

    async change(id, changes) {
      return (await set(id, columns(box, id, changes))) ? await find(id) : undefined
    },

    async rotate(id, secret, oldSecretUntil) {
      // In one statement, so that of two at once neither loses the secret that the other one told.
      await database.$executeRaw`
        UPDATE "Webhook" SET "oldSecret" = "secret", "oldSecretUntil" = ${oldSecretUntil.toISOString()}::timestamptz,
          "secret" = ${sealSecret(box, id, secret)}
        WHERE "id" = ${id}`
      return await find(id)
    },

    sealAgain: () => sealAgain(database, box),

    async remove(id) {
      return (await database.webhook.deleteMany({ where: { id } })).count === 1
    },

    disable: (id, reason) => set(id, { disabled: true, disabledReason: sanitizeForPostgres(reason) }),
    enable: (id) => set(id, { disabled: false, disabledReason: null }),
  }
}

function columns(
  box: SecretBox,
  id: string,
  { url, types, description, filters, headers, ...plain }: Partial<WebhookOptions>,
) {
  return {
    ...plain,
    ...(url === undefined ? {} : { url: sealUrl(box, id, url), origin: originOf(url) }),
    ...(types ? { types: [...types] } : {}),
    ...(description === undefined ? {} : { description: sanitizeForPostgres(description) }),
    ...(filters ? { filters: toJson(filters) } : {}),
    ...(headers ? { headers: sealHeaders(box, id, headers), headerNames: Object.keys(headers).sort() } : {}),
  }
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : '')

function toWebhook(row: WebhookRow): Webhook {
  const { id, origin, description, disabled, disabledReason, githubSignature } = row
  const { lastAttemptAt, lastStatus: status, lastError: error, failingSince } = row
  return {
    id,
    origin,
    types: row.types as Webhook['types'],
    description,
    format: row.format as Webhook['format'],
    filters: fromJson<Webhook['filters']>(row.filters),
    githubSignature,
    headers: row.headerNames,
    disabled,
    disabledReason,
    lastAttempt: lastAttemptAt && { at: lastAttemptAt.toISOString(), status, error },
    failingSince: failingSince?.toISOString() ?? null,
    oldSecretUntil: row.oldSecretUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}
