const dayMilliseconds = 24 * 60 * 60 * 1000

/** How long a token may live, in days; 0 is for ever. */
export const expiryDays = [30, 90, 365, 0] as const

/**
 * When a token ends that lives so many days from now; undefined when it does not. `now` in
 * milliseconds.
 */
export function expiryAfter(days: number, now: number): string | undefined {
  return days > 0 ? new Date(now + days * dayMilliseconds).toISOString() : undefined
}

/**
 * The end of a day in UTC, as an input of dates has it: `2026-12-01`. undefined for what is no day.
 */
export function endOfDay(day: string): string | undefined {
  const time = Date.parse(`${day}T23:59:59Z`)
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}

/** What a token is now. `now` in milliseconds. */
export function tokenState(
  { revokedAt, expiresAt }: { revokedAt: string | null; expiresAt: string | null },
  now: number,
): 'valid' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'valid'
}
