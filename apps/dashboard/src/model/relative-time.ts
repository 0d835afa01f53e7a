const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/**
 * How long ago, in few words: `just now`, `5 min ago`, `3 d ago`; after a month the date in UTC.
 */
export function relativeTime(at: string, now: number): string {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return 'unknown'
  const ago = now - time
  // Clocks of server and browser differ by seconds: a fact from the near future is a fact of now.
  if (ago < 10 * second) return 'just now'
  if (ago < minute) return `${Math.floor(ago / second)} s ago`
  if (ago < hour) return `${Math.floor(ago / minute)} min ago`
  if (ago < day) return `${Math.floor(ago / hour)} h ago`
  if (ago < 30 * day) return `${Math.floor(ago / day)} d ago`
  const date = new Date(time)
  return `${date.getUTCDate()} ${months[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`
}

/** A point in time to the second, in UTC: `2026-11-22 23:41:48 UTC`. */
export function absoluteTime(at: string): string {
  const time = Date.parse(at)
  if (Number.isNaN(time)) return 'unknown'
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** A running clock: `0:07`, `12:05`, `1:02:33`. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / second))
  const two = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** How long an answer took: `87 ms`, `2.1 s`. */
export function latency(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : duration(milliseconds / 1000)
}

/** A length of time in words: `1.8 s`, `42 s`, `4 min 12 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
