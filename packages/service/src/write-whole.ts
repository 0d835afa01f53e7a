import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

/** Writes a file so that it is there whole or as it was before: a full disk must not leave a password or a port empty. */
export function writeWhole(file: string, text: string, mode = 0o644): void {
  const fresh = `${file}.new`
  try {
    const descriptor = openSync(fresh, 'w', mode)
    try {
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(fresh, file)
  } catch (error) {
    rmSync(fresh, { force: true })
    throw error
  }
}
