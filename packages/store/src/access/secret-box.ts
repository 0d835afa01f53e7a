import { createHash } from 'node:crypto'
import { StoreError } from '../connection/store-error.ts'
import { openText, sealText } from './sealed-text.ts'

/** Encrypts what must not lie readable in the database. */
export interface SecretBox {
  /** Encrypts with the first key. @throws StoreError `secrets-key-missing` when there is no key */
  seal(text: string, about: string): string
  /**
   * Decrypts; a text that was stored before there were keys is returned as it is. @throws
   * StoreError `secrets-key-missing`
   */
  open(stored: string, about: string): string
  /** Whether it is sealed with the first key. */
  isCurrent(stored: string): boolean
}

// Names the key, so that an error can say which one is missing. No secret that kbisect or a person
// gives starts so.
const FORM = /^sealed:1:([0-9a-f]{8}):([A-Za-z0-9_-]+)$/

/** A short name of a key, from which the key cannot be learnt. */
export const keyName = (key: Buffer): string =>
  createHash('sha256').update('kbisect key name').update(key).digest('hex').slice(0, 8)

/** @param keys of 32 bytes each: the first one seals, all of them open */
export function secretBox(keys: readonly Buffer[]): SecretBox {
  const byName = new Map(keys.map((key) => [keyName(key), key]))
  const [current] = keys
  return {
    seal(text, about) {
      if (!current) throw missing('a secret cannot be stored: this process has no key')
      return `sealed:1:${keyName(current)}:${sealText(current, text, about)}`
    },
    open(stored, about) {
      const [, name = '', sealed] = FORM.exec(stored) ?? []
      if (sealed === undefined) return stored
      const key = byName.get(name)
      const here = [...byName.keys()].join(', ') || 'none'
      if (!key) throw missing(`a stored secret is sealed with the key ${name}, and the keys here are: ${here}`)
      const text = openText(key, sealed, about)
      if (text === undefined) throw missing(`a stored secret (key ${name}) was changed, or belongs to another row`)
      return text
    },
    isCurrent: (stored) => current !== undefined && FORM.exec(stored)?.[1] === keyName(current),
  }
}

/** Returns a sealed text sealed with the first key; undefined where no key opens it. */
export function reseal(box: SecretBox, stored: string, about: string): string | undefined {
  try {
    return box.seal(box.open(stored, about), about)
  } catch (error) {
    if (error instanceof StoreError) return undefined
    throw error
  }
}

function missing(message: string): StoreError {
  return new StoreError(
    'secrets-key-missing',
    message,
    'restore the key in KBISECT_SECRETS_KEY or in the file `secrets-key` of the state directory; if it is lost for good, rotate the secret of the webhook and set its URL and its headers again, or set the credentials of the tree again',
  )
}
