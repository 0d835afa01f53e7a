import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

async function filesIn(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(directory, entry.name))
}

/**
 * Removes what a killed git left in a mirror: ref locks, which would block every later fetch, and
 * half-received packs. Only for a caller that keeps all other writers out.
 */
export async function sweepMirror(mirror: string): Promise<void> {
  const locks = [...(await filesIn(mirror)), ...(await filesBelow(join(mirror, 'refs')))].filter((file) =>
    file.endsWith('.lock'),
  )
  const halfPacks = (await filesIn(join(mirror, 'objects', 'pack'))).filter((file) =>
    /\/(?:tmp_|\.tmp-)[^/]*$/.test(file),
  )
  await Promise.all([...locks, ...halfPacks].map((file) => rm(file, { force: true })))
}
