import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Returns what a file holds, without the white space around it; undefined when there is no file, or
 * nothing in it.
 */
export function readSecret(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Returns the secret in a file; at the first call makes it and writes it there, readable by its
 * owner alone. Processes that call at once get the same one.
 */
export function keptSecret(file: string, make: () => string): string {
  const found = readSecret(file)
  if (found !== undefined) return found
  const fresh = `${file}.${randomBytes(6).toString('hex')}`
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(fresh, `${make()}\n`, { mode: 0o600, flag: 'wx', flush: true })
    // A link fails when the name is taken: of two processes that start at once, both get the first
    // one's secret.
    linkSync(fresh, file)
  } catch (error) {
    if (readSecret(file) === undefined) throw error
  } finally {
    rmSync(fresh, { force: true })
  }
  return readSecret(file) ?? keptSecret(file, make)
}
