import { createHmac, timingSafeEqual } from 'node:crypto'

const NAME = 'kbisect_session'
const LIFE_SECONDS = 30 * 24 * 3600

export interface SessionClaim {
  readonly tokenId: string
  readonly expiresAt: Date
}

function sign(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(`session ${text}`).digest('base64url')
}

/**
 * Returns the Set-Cookie header for a session of 30 days. The cookie names the token but does not
 * hold it, so that it cannot be used for longer, or from a script. Browsers send it when a link on
 * another site is followed (SameSite=Lax), so that links of mails and chats open;
 * `requireSameOrigin` refuses all else that other sites' pages ask for.
 */
export function sessionCookie(key: Buffer, tokenId: string, now: Date, secure: boolean): string {
  const text = `${tokenId}.${Math.floor(now.getTime() / 1000) + LIFE_SECONDS}`
  const rest = `Path=/; Max-Age=${LIFE_SECONDS}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`
  return `${NAME}=${text}.${sign(key, text)}; ${rest}`
}

/** The Set-Cookie header that ends a session. */
export const noSessionCookie = `${NAME}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax`

/**
 * What the session in a Cookie header claims; undefined when there is none, or it is forged or
 * over.
 */
export function readSession(key: Buffer, header: string | undefined, now: Date): SessionClaim | undefined {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim())
  const value = pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1)
  const [, tokenId, expiry, signature] = /^([0-9a-z]{8,40})\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/.exec(value ?? '') ?? []
  if (tokenId === undefined || expiry === undefined || signature === undefined) return undefined
  const expected = sign(key, `${tokenId}.${expiry}`)
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected))) return undefined
  const expiresAt = new Date(Number(expiry) * 1000)
  return expiresAt > now ? { tokenId, expiresAt } : undefined
}
