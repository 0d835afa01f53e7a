const MINUTE = 60
const HOUR = 60 * MINUTE

/**
 * Seconds to wait before each attempt, about three days in all: what Standard Webhooks recommends.
 */
const SCHEDULE = [
  0,
  5,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const

const LONGEST_RETRY_AFTER = 24 * HOUR

// Receivers that come back after an outage are not hit by all senders at the same moment.
const JITTER = 0.1

/**
 * When to try again after `attempts` attempts, or null when all ten are spent. Waits at least as
 * long as the receiver asked (`retryAfter`, seconds), but never more than a day. `random` answers
 * numbers in [0, 1).
 */
export function nextAttempt(
  attempts: number,
  now: Date,
  retryAfter: number | undefined,
  random: () => number,
): Date | null {
  const planned = SCHEDULE[attempts]
  if (planned === undefined) return null
  const seconds = Math.max(planned, Math.min(retryAfter ?? 0, LONGEST_RETRY_AFTER))
  return new Date(now.getTime() + seconds * 1000 * (1 + JITTER * random()))
}

/**
 * What an attempt means for the delivery: done, to be tried again, or (410 Gone) the webhook is to
 * be disabled.
 */
export function judgeAttempt(status: number | null): 'delivered' | 'retry' | 'disable' {
  if (status === 410) return 'disable'
  return status !== null && status >= 200 && status < 300 ? 'delivered' : 'retry'
}
