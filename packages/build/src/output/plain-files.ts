import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { notPlain, OutputRefused, tooLarge } from './output-refused.ts'

// The makefiles of the tree under test write to the output directory from inside the sandbox; we
// read and write there from outside between the makes. A link that they leave would lead us to
// files that the sandbox hides, a pipe would make us wait for ever, and a file of gigabytes would
// be read into memory.

/**
 * Bytes of the largest file that we read or write between the makes: configurations, fragments,
 * marks.
 */
const LARGEST = 4 << 20
// Base, fragments, marks and the configuration before.
const MOST_ENTRIES = 1000
const OWNER_MAY = 0o600

const ifMissing = (error: NodeJS.ErrnoException): undefined => {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
}

async function requirePlainFile(directory: string, name: string): Promise<void> {
  const found = await lstat(join(directory, name)).catch(ifMissing)
  if (!found) return
  if (!found.isFile() || (found.mode & OWNER_MAY) !== OWNER_MAY) throw notPlain(name)
  if (found.size > LARGEST) throw tooLarge(name, found.size, LARGEST)
}

/**
 * Refuses everything but plain files of at most 4 MiB where we are about to read and write:
 * `files`, and everything in `directories`.
 * @throws OutputRefused
 */
export async function requirePlain(directory: string, files: readonly string[], directories: readonly string[]) {
  for (const name of files) await requirePlainFile(directory, name)
  for (const name of directories) {
    const found = await lstat(join(directory, name)).catch(ifMissing)
    if (!found) continue
    if (!found.isDirectory()) throw notPlain(name)
    let entries = 0
    for await (const entry of await opendir(join(directory, name))) {
      if (++entries > MOST_ENTRIES) throw new OutputRefused(`the build left thousands of files in ${name}`)
      await requirePlainFile(directory, join(name, entry.name))
    }
  }
}
