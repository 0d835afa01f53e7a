import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Settings } from './settings.ts'
import { stateLayout } from './state-layout.ts'

const readToken = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** The bootstrap token if one is set or kept in the state directory; makes none. */
export function findToken(settings: Pick<Settings, 'token' | 'stateDir' | 'ccacheDir'>): string | undefined {
  return settings.token ?? readToken(stateLayout(settings).token)
}

/** The bootstrap token: the one that is set, else the one kept in the state directory, made at the first call. */
export function serviceToken(settings: Pick<Settings, 'token' | 'stateDir' | 'ccacheDir'>): string {
  const found = findToken(settings)
  if (found) return found
  const file = stateLayout(settings).token
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(fresh, `kb_${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  try {
    // A link fails when the name is taken: of two processes that start at once, both get the first one's token.
    linkSync(fresh, file)
  } catch (error) {
    if (!readToken(file)) throw error
  } finally {
    rmSync(fresh, { force: true })
  }
  return readToken(file) ?? serviceToken(settings)
}
