import { InfrastructureError } from '@kbisect/exec'
import { cutText } from '@kbisect/text'
import { TEXT_LIMITS } from './limits.ts'

// Control characters but tab and line feed, and what changes the direction or the lines of the text
// around it. Whoever writes a commit chooses these texts, and they reach terminals, pages, reports
// and mails.
const STEERING = /(?![\t\n])[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu

/** A subject, a name or a message of a commit, with nothing in it that could steer a terminal. */
export const plainText = (text: string): string => text.replace(/(?<!\r)\r+(?=\n|$)/g, '').replace(STEERING, '\ufffd')

/** The first line of a commit's message. */
export const subjectText = (text = ''): string => plainText(cutText(text, TEXT_LIMITS.subject))

/** A person's name. */
export const nameText = (text = ''): string => plainText(cutText(text, TEXT_LIMITS.name))

/** A person's address; empty where it is too long for one. */
export const addressText = (text = ''): string => (text.length > TEXT_LIMITS.address ? '' : plainText(text))

/** A message of a commit without its subject. */
export function bodyText(text = ''): string {
  const body = text.trim()
  if (body.length <= TEXT_LIMITS.body) return plainText(body)
  return `${plainText(cutText(body, TEXT_LIMITS.body))}\n[cut here: the message is longer than ${TEXT_LIMITS.body} characters]`
}

/**
 * The hashes of a commit's parents.
 * @throws InfrastructureError `git-too-large` for more parents than any commit needs
 */
export function parentHashes(hash: string, text = ''): string[] {
  if (text === '') return []
  const parents = text.split(' ')
  if (parents.length <= TEXT_LIMITS.parents) return parents
  const problem = `the commit ${hash} has more than ${TEXT_LIMITS.parents} parents`
  throw new InfrastructureError('git-too-large', problem, { hint: 'name a history without such a commit' })
}

// The end of the year 9999, the last that dates are written with.
const LAST_SECOND = 253_402_300_799

/**
 * A time of a commit in Unix seconds; what is no number, or outside of what dates can be written
 * for, becomes the nearest that is.
 */
export function readSeconds(digits: string | undefined): number {
  const seconds = Number(digits)
  return Number.isNaN(seconds) ? 0 : Math.min(Math.max(Math.trunc(seconds), 0), LAST_SECOND)
}
