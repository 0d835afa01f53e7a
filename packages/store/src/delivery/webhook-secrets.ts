import type { SecretBox } from '../access/secret-box.ts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import type { Prisma, Webhook as WebhookRow } from '../generated/client.ts'

/** Where the messages to a webhook go, and what signs and accompanies them. */
export interface WebhookSecrets {
  /** Its path is the secret of some receivers, as of Slack and Discord. */
  readonly url: string
  readonly secret: string
  readonly oldSecret: string | null
  readonly headers: Readonly<Record<string, string>>
}

type Columns = Pick<WebhookRow, 'id' | 'url' | 'secret' | 'oldSecret' | 'headers' | 'headerNames'>

const urlOf = (id: string) => `webhook ${id} url`
// The secret of before moves from one column to the other: both are sealed for the same place.
const secretOf = (id: string) => `webhook ${id} secret`
const headersOf = (id: string) => `webhook ${id} headers`

export const sealUrl = (box: SecretBox, id: string, url: string): string =>
  box.seal(sanitizeForPostgres(url), urlOf(id))

export const sealSecret = (box: SecretBox, id: string, secret: string): string => box.seal(secret, secretOf(id))

export const sealHeaders = (box: SecretBox, id: string, headers: Readonly<Record<string, string>>): string =>
  box.seal(JSON.stringify(sanitizeForPostgres(headers)), headersOf(id))

/**
 * Opens the secrets of a row; a secret of before that no key opens is left out. @throws StoreError
 * `secrets-key-missing`
 */
export function openWebhookSecrets(box: SecretBox, row: Columns): WebhookSecrets {
  const { id } = row
  return {
    url: box.open(row.url, urlOf(id)),
    secret: box.open(row.secret, secretOf(id)),
    oldSecret:
      row.oldSecret === null ? null : (openOrNothing(() => box.open(row.oldSecret ?? '', secretOf(id))) ?? null),
    headers: openHeaders(box, row),
  }
}

/** Where there are none, no key is needed. */
function openHeaders(box: SecretBox, { id, headers, headerNames }: Columns): Record<string, string> {
  if (headerNames.length === 0) return {}
  return typeof headers === 'string'
    ? (JSON.parse(box.open(headers, headersOf(id))) as Record<string, string>)
    : fromJson(headers)
}

function openOrNothing<T>(open: () => T): T | undefined {
  try {
    return open()
  } catch (error) {
    if (error instanceof StoreError) return undefined
    throw error
  }
}

const isSealedNow = (box: SecretBox, { url, secret, oldSecret, headers }: Columns): boolean =>
  [url, secret, ...(oldSecret === null ? [] : [oldSecret]), headers].every(
    (stored) => typeof stored === 'string' && box.isCurrent(stored),
  )

/**
 * Seals with the first key what is not sealed with it. A row that changes meanwhile was sealed by
 * who changed it.
 */
export async function sealAgain(database: Database, box: SecretBox): Promise<{ sealed: number; unreadable: string[] }> {
  const rows = await database.webhook.findMany({
    select: { id: true, url: true, secret: true, oldSecret: true, headers: true, headerNames: true },
  })
  let sealed = 0
  const unreadable: string[] = []
  for (const row of rows.filter((candidate) => !isSealedNow(box, candidate))) {
    const { id, url, secret, oldSecret, headers } = row
    const opened = openOrNothing(() => openWebhookSecrets(box, row))
    if (!opened) {
      unreadable.push(id)
      await sealPlainUrl(database, box, row)
      continue
    }
    const unchanged = { id, url, secret, oldSecret, headers: { equals: headers as Prisma.InputJsonValue } }
    const data = {
      url: sealUrl(box, id, opened.url),
      secret: sealSecret(box, id, opened.secret),
      oldSecret: opened.oldSecret === null ? oldSecret : sealSecret(box, id, opened.oldSecret),
      headers: sealHeaders(box, id, opened.headers),
    }
    sealed += (await database.webhook.updateMany({ where: unchanged, data })).count
  }
  return { sealed, unreadable }
}

/**
 * A URL that was stored before URLs were sealed is sealed also where the secrets beside it cannot
 * be read.
 */
async function sealPlainUrl(database: Database, box: SecretBox, { id, url }: Columns): Promise<void> {
  if (openOrNothing(() => box.open(url, urlOf(id))) !== url) return
  await database.webhook.updateMany({ where: { id, url }, data: { url: sealUrl(box, id, url) } })
}

/** Whether a webhook has a secret that a key is needed for. */
export async function hasSealedSecrets(database: Database): Promise<boolean> {
  return (
    (await database.webhook.findFirst({ where: { secret: { startsWith: 'sealed:' } }, select: { id: true } })) !== null
  )
}
