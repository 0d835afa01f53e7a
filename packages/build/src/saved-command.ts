import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

// The longest known, that of a link of thousands of objects, is some hundred KiB.
const LIMIT_BYTES = 4 << 20

/** Where kbuild keeps the command that made a file. */
export const commandFile = (path: string): string => join(dirname(path), `.${basename(path)}.cmd`)

/**
 * The command that made a file of the output, as kbuild saved it, without the places of source and output; undefined when it
 * saved none.
 * @param path relative to the output directory
 */
export async function readSavedCommand(
  path: string,
  directories: { readonly source: string; readonly output: string },
): Promise<string | undefined> {
  const file = await open(join(directories.output, commandFile(path))).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  })
  if (!file) return undefined
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(LIMIT_BYTES), 0, LIMIT_BYTES, 0)
    const line = buffer.toString('utf8', 0, bytesRead).split('\n', 1)[0] ?? ''
    const command = /^(?:saved)?cmd_\S+ := (.*)$/.exec(line)?.[1]
    return command?.replaceAll(`${directories.output}/`, '').replaceAll(`${directories.source}/`, '')
  } finally {
    await file.close()
  }
}
