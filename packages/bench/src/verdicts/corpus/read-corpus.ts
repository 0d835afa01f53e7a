import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type NamedEntry, readCorpusEntry } from '@kbisect/verdict'

const CORPUS = fileURLToPath(new URL('../../../../verdict/corpus/', import.meta.url))

/**
 * All logs of the corpus, by their paths in it. @throws Error when there are none, SyntaxError
 * naming the log whose header is wrong
 */
export async function readCorpus(directory = CORPUS): Promise<NamedEntry[]> {
  const paths = await readdir(directory, { recursive: true })
  const names = paths.filter((path) => path.endsWith('.log')).sort()
  if (names.length === 0) throw new Error(`there are no logs in ${directory}`)
  return await Promise.all(
    names.map(async (name) => {
      const bytes = await readFile(join(directory, name))
      try {
        return { name, entry: readCorpusEntry(bytes) }
      } catch (cause) {
        throw new SyntaxError(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause })
      }
    }),
  )
}
