import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { InfrastructureError } from '@kbisect/exec'
import { directoryEntries, directoryFiles } from './source-directory.ts'
import type { SourceEntry, SourceOptions } from './source-entry.ts'
import { tarballEntries } from './source-tarball.ts'

/** Where Debian's package linux-source-6.1 puts the kernel source. */
export const DEFAULT_SOURCE = '/usr/src/linux-source-6.1.tar.xz'

/** @throws InfrastructureError `lab-source-missing` */
export async function checkSource(path: string): Promise<'tarball' | 'directory'> {
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory()) return 'directory'
  if (found?.isFile()) return 'tarball'
  throw new InfrastructureError('lab-source-missing', `no kernel source at ${path}`, {
    hint: 'install it with `apt-get install linux-source-6.1`, or name a tarball or a directory',
  })
}

/**
 * The files of a tarball or an unpacked directory, one after the other. Packaging (`debian/`) and
 * git's own files are left out.
 */
export async function* sourceEntries(path: string, options: SourceOptions = {}): AsyncGenerator<SourceEntry> {
  const entries =
    (await checkSource(path)) === 'directory' ? directoryEntries(path, options) : tarballEntries(path, options)
  for await (const entry of entries) if (!/^(debian|\.git)(\/|$)/.test(entry.path)) yield entry
}

/**
 * Equal fingerprints mean: the same source. A tarball is hashed; of a directory, the names, sizes
 * and times of its files.
 */
export async function fingerprint(path: string): Promise<string> {
  const hash = createHash('sha256')
  if ((await checkSource(path)) === 'tarball') {
    await pipeline(createReadStream(path), hash)
    return hash.digest('hex')
  }
  for (const file of await directoryFiles(path)) {
    const { size, mtimeMs, mode } = await lstat(file.full)
    hash.update(`${file.path}\0${size}\0${mtimeMs}\0${mode}\n`)
  }
  return hash.digest('hex')
}
