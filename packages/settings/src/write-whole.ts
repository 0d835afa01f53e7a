import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file so that it is there whole or as it was before: a full disk must not leave a
 * password or a port empty.
 */
export function writeWhole(file: string, text: string, mode = 0o644): void {
  const fresh = `${file}.new`
  try {
    writeFileSync(fresh, text, { mode, flush: true })
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}
