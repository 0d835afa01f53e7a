import { cutText } from '@kbisect/text'

/** Longest line of a console or a compiler that is kept with a failure, in characters. */
const MOST = 400

// Also those of which a limit cut off the end.
const ESCAPES = new RegExp(`${String.fromCharCode(27)}(?:\\[[0-9;?]{0,32}[@-~]?|.)?`, 'g')
// Control characters, those that change the direction of the text around them, and those that
// cannot be seen.
const UNSEEN = /[\p{Cc}\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu
const USER_PART = /\b([a-z][a-z0-9+-]{0,19}:\/\/)[^\s/@]{1,1000}@/gi

/**
 * Returns a line as it was printed, as far as people may see it: without escape sequences and
 * characters that cannot be seen, without the user and password of a URL, at most 400 characters.
 * Undefined where nothing is left.
 */
export function printedLine(raw: string): string | undefined {
  const seen = raw
    .replace(ESCAPES, '')
    .replace(/[\t\u00A0]/g, ' ')
    .replace(UNSEEN, '')
    .replace(USER_PART, '$1***@')
    .trim()
  return seen === '' ? undefined : cutText(seen, MOST)
}
