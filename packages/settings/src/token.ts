import { randomBytes } from 'node:crypto'
import { keptSecret, readSecret } from './kept-secret.ts'
import type { Settings } from './settings.ts'
import { stateLayout } from './state-layout.ts'

/** The bootstrap token if one is set or kept in the state directory; makes none. */
export function findToken(settings: Pick<Settings, 'token' | 'stateDir' | 'ccacheDir'>): string | undefined {
  return settings.token ?? readSecret(stateLayout(settings).token)
}

/**
 * The bootstrap token: the one that is set, else the one kept in the state directory, made at the
 * first call.
 */
export function serviceToken(settings: Pick<Settings, 'token' | 'stateDir' | 'ccacheDir'>): string {
  const made = () => `kb_${randomBytes(32).toString('base64url')}`
  return settings.token ?? keptSecret(stateLayout(settings).token, made)
}
