import { fileURLToPath } from 'node:url'
import { InfrastructureError } from '@kbisect/exec'
import { redact } from './failure.ts'
import type { TreeSource } from './tree-source.ts'

const SCP_LIKE = /^[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9][A-Za-z0-9.-]*:[^:]/
const SCHEME = /^([a-z][a-z0-9+-]*):\/\/\S+$/

const invalid = (url: string, problem: string, hint: string): InfrastructureError =>
  new InfrastructureError('git-invalid-url', `the tree URL ${JSON.stringify(redact(url))} ${problem}`, { hint })

function recognise(url: string): TreeSource {
  if (url.startsWith('/')) return { location: url, transport: 'file' }
  if (url.startsWith('file://')) return { location: fileURLToPath(url), transport: 'file' }
  const scheme = SCHEME.exec(url)?.[1]
  if (scheme) return { location: url, transport: scheme }
  if (SCP_LIKE.test(url)) return { location: url, transport: 'ssh' }
  throw invalid(url, 'is not a URL', 'give https://…, git://…, ssh://…, or an absolute path')
}

/** A URL without its user part, and the user part. */
export interface SplitUrl {
  readonly url: string
  readonly user: string
  /** Empty where there is none. */
  readonly password: string
}

const decoded = (text: string): string => {
  try {
    const plain = decodeURIComponent(text)
    // git takes one line for each part of credentials.
    return /\p{Cc}/u.test(plain) ? text : plain
  } catch {
    return text
  }
}

/**
 * Returns the parts of a URL that holds what must not be shown: a user part where git speaks HTTP
 * or its own protocol, a password over ssh, whose user stays. Undefined for any other.
 */
export function splitUserPart(url: string): SplitUrl | undefined {
  const [, scheme = '', part = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+-]*):\/\/([^/\\?#]*)@(.*)$/s.exec(url) ?? []
  if (scheme === '') return undefined
  const colon = part.indexOf(':')
  const user = colon < 0 ? part : part.slice(0, colon)
  const password = colon < 0 ? '' : part.slice(colon + 1)
  const isSsh = scheme.toLowerCase() === 'ssh'
  if (isSsh && colon < 0) return undefined
  return {
    url: isSsh ? `${scheme}://${user}@${rest}` : `${scheme}://${rest}`,
    user: decoded(user),
    password: decoded(password),
  }
}

/** @throws InfrastructureError `git-invalid-url` or `git-protocol-refused`. */
export function parseTreeUrl(url: string, protocols: readonly string[]): TreeSource {
  const source = recognise(url)
  if (source.transport !== 'file' && splitUserPart(url))
    throw invalid(url, 'holds a user or a password', 'start the API, which moves it into the credentials of the tree')
  if (protocols.includes(source.transport)) return source
  throw new InfrastructureError(
    'git-protocol-refused',
    `the transport ${source.transport} of ${redact(url)} is not allowed`,
    {
      hint: `use one of: ${protocols.join(', ')}`,
    },
  )
}
