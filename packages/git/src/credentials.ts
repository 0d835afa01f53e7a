import { fileURLToPath } from 'node:url'
import { InfrastructureError } from '@kbisect/exec'
import { shellWord } from '@kbisect/text'
import type { TreeSource } from './tree-source.ts'

/** What a git server asks for by HTTP. Neither holds a line break or a NUL. */
export interface GitCredentials {
  readonly user: string
  /** Or an access token; may be empty where the user is one. */
  readonly password: string
}

/** How a git child gets at credentials. */
export interface CredentialAccess {
  /** Settings for git, as its first arguments; they hold no secret. */
  readonly settings: readonly string[]
  /** For a git child that fetches, and no other. */
  readonly env: Readonly<Record<string, string>>
}

// Beside the sources and what is compiled from them.
const HELPER = fileURLToPath(new URL('../bin/credential-helper.sh', import.meta.url))

/** Whether trees of this transport can have credentials. */
export const takesCredentials = (transport: string): boolean => transport === 'http' || transport === 'https'

/**
 * Returns what lets git answer the server of a tree when it asks for a password. A helper program
 * answers, for exactly this protocol, host and port: a proxy, or a server that a redirection names,
 * gets nothing.
 */
export function credentialAccess({ location, transport }: TreeSource, credentials: GitCredentials): CredentialAccess {
  if (!takesCredentials(transport)) return { settings: [], env: {} }
  const server = /^https?:\/\/[^/]+/.exec(location)?.[0] ?? ''
  return {
    settings: ['-c', `credential.helper=!/bin/sh ${shellWord(HELPER)}`],
    env: {
      KBISECT_GIT_SERVER: server,
      KBISECT_GIT_USER: credentials.user,
      KBISECT_GIT_PASSWORD: credentials.password,
    },
  }
}

/**
 * Returns an error without the password, which a server may send back in its own words. A user
 * without a password is a token, and is hidden too.
 */
export function withoutCredentials(error: unknown, { user, password }: GitCredentials): unknown {
  const secret = password === '' ? user : password
  if (!(error instanceof InfrastructureError) || secret === '') return error
  const encoded = Buffer.from(`${user}:${password}`).toString('base64')
  const forms = [secret, encodeURIComponent(secret), encoded]
  const hide = (text: string) => forms.reduce((hidden, form) => hidden.replaceAll(form, '***'), text)
  if (hide(error.message) === error.message) return error
  return new InfrastructureError(error.code, hide(error.message), { ...(error.hint ? { hint: error.hint } : {}) })
}
