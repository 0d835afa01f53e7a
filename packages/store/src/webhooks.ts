import type { Webhook } from '@kbisect/contracts'
import type { Database } from './database.ts'
import type { Webhook as WebhookRow } from './generated/client.ts'
import { fromJson } from './json-columns.ts'
import { newId } from './new-id.ts'
import { storable } from './storable.ts'

export interface NewWebhook {
  readonly url: string
  readonly types: Webhook['types']
  readonly description: string
  /** whsec_…; kept as it is, because each delivery is signed with it. */
  readonly secret: string
}

export interface WebhookStore {
  create(webhook: NewWebhook): Promise<Webhook>
  /** Oldest first. */
  list(): Promise<Webhook[]>
  find(id: string): Promise<Webhook | undefined>
  /** With its deliveries; false when there was none. */
  remove(id: string): Promise<boolean>
  /** It gets no new deliveries from now on; false when there is none. */
  disable(id: string): Promise<boolean>
}

export function webhookStore(database: Database): WebhookStore {
  return {
    async create({ url, types, description, secret }) {
      const data = { id: newId(), url, types: [...types], description: storable(description), secret }
      return toWebhook(await database.webhook.create({ data }))
    },

    async list() {
      const rows = await database.webhook.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
      return rows.map(toWebhook)
    },

    async find(id) {
      const row = await database.webhook.findUnique({ where: { id } })
      return row ? toWebhook(row) : undefined
    },

    async remove(id) {
      return (await database.webhook.deleteMany({ where: { id } })).count === 1
    },

    async disable(id) {
      return (await database.webhook.updateMany({ where: { id }, data: { disabled: true } })).count === 1
    },
  }
}

function toWebhook(row: WebhookRow): Webhook {
  const { id, url, description, disabled, disabledReason, githubSignature } = row
  return {
    id,
    url,
    types: row.types as Webhook['types'],
    description,
    format: row.format as Webhook['format'],
    filters: fromJson<Webhook['filters']>(row.filters),
    githubSignature,
    headers: Object.keys(fromJson<Record<string, string>>(row.headers)),
    disabled,
    disabledReason,
    oldSecretUntil: row.oldSecretUntil?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }
}
