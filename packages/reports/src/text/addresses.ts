import { cutLine } from '@kbisect/text'
import { oneLine } from '../text-format.ts'

/** Somebody who can be written to. */
export interface Mailbox {
  readonly address: string
  readonly name: string | null
}

const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?'
// What mail servers take unquoted: a local part in quotes is a trick more often than an address.
const ADDRESS = new RegExp(`^[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]{1,64}@${LABEL}(?:\\.${LABEL})+$`)
const NOBODY =
  /^(?:no-?reply|do-?not-?reply|nobody)(?:[+@]|$)|@(?:users\.)?noreply\.|@(?:localhost|local|invalid|none)\b|\.(?:invalid|local|localdomain)$/i

/**
 * Of `Name <address>`, `"Name" <address>` or a bare address; whatever follows is left out.
 * undefined: there is none in it.
 */
export function parseMailbox(text: string): Mailbox | undefined {
  const plain = oneLine(cutLine(text))
  const [, before = '', inside] = /^([^<>]*)<\s*([^<>\s]+)\s*>/.exec(plain) ?? []
  const address = (inside ?? /^[^\s<>,;()]+/.exec(plain)?.[0] ?? '').trim()
  if (!ADDRESS.test(address) || address.length > 254) return undefined
  const name = inside === undefined ? '' : before.replace(/^[\s"']+|(?<![\s"'])[\s"']+$/g, '').replaceAll('\\"', '"')
  return { address, name: name === '' ? null : name.slice(0, 100) }
}

/** Our own, of a setting that was checked: its host may be one that others would not take. */
export function parseSender(text: string): Mailbox {
  const [, name = '', inside] = /^([^<]*)<([^<>\s]+)>$/.exec(text.trim()) ?? []
  if (inside === undefined) return { address: text.trim(), name: null }
  return { address: inside, name: name.trim() === '' ? null : oneLine(name.trim().replace(/^"|"$/g, '')) }
}

/** Whether anybody reads what is sent there. */
export const isRead = ({ address }: Pick<Mailbox, 'address'>): boolean => !NOBODY.test(address)

/** The part after the @. */
export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1)
