import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readWordings, type Wording } from '@kbisect/verdict'

const WORDINGS = fileURLToPath(new URL('../../../../verdict/wordings/', import.meta.url))

/**
 * All wordings of reports, by their files. @throws Error when there are none, SyntaxError naming
 * the file whose entry is wrong
 */
export async function readAllWordings(directory = WORDINGS): Promise<Wording[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.txt')).sort()
  if (names.length === 0) throw new Error(`there are no wordings in ${directory}`)
  const read = names.map(async (name) => {
    const text = await readFile(join(directory, name), 'utf8')
    try {
      return readWordings(text)
    } catch (cause) {
      throw new SyntaxError(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause })
    }
  })
  return (await Promise.all(read)).flat()
}
