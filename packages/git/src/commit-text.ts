// Control characters but tab and line feed, and what changes the direction or the lines of the text around it. Whoever writes a commit
// chooses these texts, and they reach terminals, pages, reports and mails.
const STEERING = /(?![\t\n])[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** A subject, a name or a message of a commit, with nothing in it that could steer a terminal. */
export const plainText = (text: string): string => text.replace(/(?<!\r)\r+(?=\n|$)/g, '').replace(STEERING, '\ufffd')

// The end of the year 9999, the last that dates are written with.
const LAST_SECOND = 253_402_300_799

/** A time of a commit in Unix seconds; what is no number, or outside of what dates can be written for, becomes the nearest that is. */
export function readSeconds(digits: string | undefined): number {
  const seconds = Number(digits)
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(Math.trunc(seconds), 0), LAST_SECOND)
}
