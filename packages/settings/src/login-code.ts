import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** Minutes for which a login link is valid. */
export const LOGIN_MINUTES = 15

/** What a login code says. */
export interface LoginCode {
  /** Tells the code from others, so that it can be used once. */
  readonly nonce: string
  readonly expiresAt: Date
}

function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(`login ${text}`).digest('base64url')
}

/**
 * Returns a code that signs a browser in as the first administrator, once, within {@link
 * LOGIN_MINUTES}. @param key see `sessionKey`
 */
export function makeLoginCode(key: Buffer, now: Date): string {
  const text = `${Math.floor(now.getTime() / 1000) + LOGIN_MINUTES * 60}.${randomBytes(12).toString('base64url')}`
  return `${text}.${sign(key, text)}`
}

/** Returns what a code says; undefined when it is forged or expired. */
export function readLoginCode(key: Buffer, code: string, now: Date): LoginCode | undefined {
  const [, expiry, nonce, signature] = /^(\d{1,12})\.([\w-]{16})\.([\w-]{43})$/.exec(code) ?? []
  if (expiry === undefined || nonce === undefined || signature === undefined) return undefined
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(sign(key, `${expiry}.${nonce}`)))) return undefined
  const expiresAt = new Date(Number(expiry) * 1000)
  return expiresAt > now ? { nonce, expiresAt } : undefined
}

/**
 * Returns the address that signs a browser in and leads to a page. @param page path, such as
 * `/bisections/ID`
 */
export function loginLink(baseUrl: string, key: Buffer, page = '/'): string {
  const next = page === '/' ? '' : `&next=${encodeURIComponent(page)}`
  return `${baseUrl}/login?code=${makeLoginCode(key, new Date())}${next}`
}
