import { randomBytes } from 'node:crypto'
import { keptSecret, readSecret } from './kept-secret.ts'
import { ServiceError } from './service-error.ts'
import type { Settings } from './settings.ts'
import { stateLayout } from './state-layout.ts'

type Place = Pick<Settings, 'stateDir' | 'ccacheDir'>

const KEY_BYTES = 32
const newKey = () => randomBytes(KEY_BYTES).toString('hex')

/** Keys as text: one a line or with commas between, each of 64 hexadecimal digits. */
function parseKeys(text: string, file: string, hint: string): Buffer[] {
  const words = text.split(/[\s,]+/)
  if (words.every((word) => /^[0-9a-fA-F]{64}$/.test(word))) return words.map((word) => Buffer.from(word, 'hex'))
  throw new ServiceError('key-unusable', `${file} does not hold keys of 64 hexadecimal digits, one a line`, { hint })
}

/**
 * The key that signs session cookies and encrypts stored answers: random, in the file `session-key`
 * of the state directory, made at the first call.
 * @throws ServiceError `key-unusable`
 */
export function sessionKey(settings: Place): Buffer {
  const file = stateLayout(settings).sessionKey
  const [key] = parseKeys(keptSecret(file, newKey), file, 'remove the file: all sessions end, and a new key is made')
  if (key) return key
  throw new Error(`${file} is empty`)
}

/**
 * The keys that encrypt the secrets of webhooks, the current one first: those of
 * KBISECT_SECRETS_KEY, else those in the file `secrets-key` of the state directory.
 */
export function secretsKeys(settings: Place & Pick<Settings, 'secretsKeys'>): {
  /** Undefined when none is set and there is no file. @throws ServiceError `key-unusable` */
  find(): readonly Buffer[] | undefined
  /** Makes the file where it is missing. */
  make(): readonly Buffer[]
} {
  const file = stateLayout(settings).secretsKey
  const parse = (text: string) =>
    parseKeys(text, file, 'restore the file; the output of `openssl rand -hex 32` is a new key')
  return {
    find() {
      if (settings.secretsKeys.length > 0) return settings.secretsKeys.map((key) => Buffer.from(key, 'hex'))
      const text = readSecret(file)
      return text === undefined ? undefined : parse(text)
    },
    make: () => parse(keptSecret(file, newKey)),
  }
}
