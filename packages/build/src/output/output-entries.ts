import type { Dirent } from 'node:fs'
import { opendir } from 'node:fs/promises'
import { join } from 'node:path'
import { OutputRefused } from './output-refused.ts'

// Of all kinds: objects, notes, generated headers and the directories they lie in.
const MOST_ENTRIES = 1_000_000
const MOST_DEPTH = 32

export interface OutputEntry {
  /** Relative to the output directory. */
  readonly path: string
  readonly entry: Dirent
}

/**
 * Yields all that lies in an output directory but other directories; links are not followed.
 * @param isSkipped whether a path is left out, with all that is in it
 * @throws OutputRefused for more entries, or deeper directories, than a kernel build leaves
 */
export async function* outputEntries(
  output: string,
  isSkipped: (path: string) => boolean = () => false,
): AsyncGenerator<OutputEntry> {
  const directories = [{ path: '', depth: 0 }]
  let entries = 0
  for (let at = directories.pop(); at; at = directories.pop()) {
    for await (const entry of await opendir(join(output, at.path))) {
      if (++entries > MOST_ENTRIES) throw new OutputRefused('the build left more files than a kernel build can')
      if (at.depth >= MOST_DEPTH) throw new OutputRefused('the build left deeper directories than a kernel build can')
      const path = join(at.path, entry.name)
      if (isSkipped(path)) continue
      if (entry.isDirectory()) directories.push({ path, depth: at.depth + 1 })
      else yield { path, entry }
    }
  }
}
