import { basename, dirname, join } from 'node:path'
import type { OutputReader } from '../output/output-reader.ts'

// The longest known, that of a link of thousands of objects, is some hundred KiB.
const LIMIT_BYTES = 4 << 20

/** Where kbuild keeps the command that made a file. */
export const commandFile = (path: string): string => join(dirname(path), `.${basename(path)}.cmd`)

/**
 * The command that made a file of the output, as kbuild saved it, without the places of source and
 * output; undefined when it saved none.
 * @param path relative to the output directory
 * @throws OutputRefused when that is no plain file, or larger than kbuild writes any
 */
export async function readSavedCommand(
  reader: OutputReader,
  path: string,
  directories: { readonly source: string; readonly output: string },
): Promise<string | undefined> {
  const bytes = await reader.read(commandFile(path), LIMIT_BYTES).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error
  })
  const line = bytes?.toString('utf8').split('\n', 1)[0] ?? ''
  const command = /^(?:saved)?cmd_\S+ := (.*)$/.exec(line)?.[1]
  return command?.replaceAll(`${directories.output}/`, '').replaceAll(`${directories.source}/`, '')
}
