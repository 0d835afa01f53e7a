import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { SourceEntry, SourceOptions } from './source-entry.ts'

/** All files and symbolic links below a directory, in a fixed order. */
export async function directoryFiles(root: string): Promise<{ path: string; full: string }[]> {
  const names = await readdir(root, { recursive: true, withFileTypes: true })
  return names
    .filter((name) => name.isFile() || name.isSymbolicLink())
    .map((name) => join(name.parentPath, name.name))
    .map((full) => ({ full, path: full.slice(join(root, '/').length) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

export async function* directoryEntries(root: string, options: SourceOptions): AsyncGenerator<SourceEntry> {
  const files = await directoryFiles(root)
  for (const [index, { path, full }] of files.entries()) {
    options.signal?.throwIfAborted()
    const about = await lstat(full)
    if (about.isSymbolicLink()) yield { path, mode: '120000', content: await readlink(full, 'buffer') }
    else yield { path, mode: about.mode & 0o100 ? '100755' : '100644', content: await readFile(full) }
    options.onProgress?.(index + 1, files.length)
  }
}
