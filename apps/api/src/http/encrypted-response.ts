import { hkdfSync } from 'node:crypto'
import { openText, sealText } from '@kbisect/store'

const ABOUT = 'stored answer'
const keyOf = (sessionKey: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', sessionKey, '', 'kbisect stored answers', 32))

/**
 * Encrypts an answer that is stored: the text of a new token must not lie readable in the database.
 */
export const sealAnswer = (sessionKey: Buffer, answer: string): string => sealText(keyOf(sessionKey), answer, ABOUT)

/**
 * The inverse; undefined when another key sealed it, as after the file `session-key` was removed.
 */
export const openAnswer = (sessionKey: Buffer, sealed: string): string | undefined =>
  openText(keyOf(sessionKey), sealed, ABOUT)
