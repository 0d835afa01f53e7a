import { realpath, stat } from 'node:fs/promises'
import { join, normalize, relative, sep } from 'node:path'
import { outputEntries } from '../output/output-entries.ts'
import { OutputReader, type ReadLimits } from '../output/output-reader.ts'
import { OutputRefused } from '../output/output-refused.ts'

// A tree under test writes what is read here. An allyesconfig has 30,000 such files of at most 300
// KiB.
const MOST_FILES = 100_000
const MOST_BYTES = 4 << 20
const MOST_INPUTS = 200_000
const LONGEST_PATH = 1024
const AT_ONCE = 32

// Directories without permission, or with paths that are longer than the system takes.
const TREES_DOING = new Set(['EACCES', 'ENAMETOOLONG', 'ELOOP'])

// What ends a path in a makefile or a command.
const PATH = /[^\s'"`;:()|<>&\\]+/y
const BEFORE_PATH = /[\s'"`;:()|<>&\\=I,]/

/**
 * Adds all paths below a directory that a text names, relative to that directory, as they are
 * written.
 */
function collect(text: string, prefix: string, found: Set<string>): void {
  for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + prefix.length)) {
    if (at > 0 && !BEFORE_PATH.test(text.charAt(at - 1))) continue
    PATH.lastIndex = at + prefix.length
    const path = PATH.exec(text)?.[0]
    if (path && path.length <= LONGEST_PATH) found.add(path)
  }
}

/**
 * How makefiles and compilers name the sources. ccache writes paths that are relative to where the
 * compiler ran.
 */
async function prefixesOf(source: string, output: string): Promise<string[]> {
  const [realSource, realOutput] = [await realpath(source), await realpath(output)]
  const names = [source, realSource, relative(output, source), relative(realOutput, realSource)]
  return [...new Set(names)].filter((name) => name !== '').map((name) => `${name}/`)
}

async function filesAmong(source: string, found: Iterable<string>): Promise<string[]> {
  const paths = new Set<string>()
  for (const name of found) {
    const path = normalize(name)
    if (!path.startsWith(`..${sep}`) && path !== '..' && !path.includes('\0')) paths.add(path)
  }
  const checked: string[] = []
  const names = [...paths]
  for (let at = 0; at < names.length; at += AT_ONCE) {
    const some = names.slice(at, at + AT_ONCE)
    const are = await Promise.all(
      some.map((path) =>
        stat(join(source, path)).then(
          (one) => one.isFile(),
          () => false,
        ),
      ),
    )
    checked.push(...some.filter((_, place) => are[place]))
  }
  return checked.sort()
}

/**
 * The source files that a build was made from, relative to the source, sorted: all that the `.cmd`
 * files of kbuild in an output directory name, be it as a dependency or in a command. That is what
 * went into the image and into the programs that made it, and sometimes more: what an earlier build
 * of the directory left counts too. Makefiles and Kconfig files are not named there, nor are files
 * that a command without a `.cmd` file reads.
 * @returns undefined when there are no such files, or other ones, larger ones or more of them than
 * a build leaves
 */
export async function readInputs(source: string, output: string, limits?: ReadLimits): Promise<string[] | undefined> {
  try {
    const inputs = await filesAmong(source, await pathsNamed(source, new OutputReader(output, limits)))
    return inputs.length > 0 ? inputs : undefined
  } catch (error) {
    if (error instanceof OutputRefused || TREES_DOING.has((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}

async function pathsNamed(source: string, reader: OutputReader): Promise<Set<string>> {
  const output = reader.directory
  const prefixes = await prefixesOf(source, output)
  const found = new Set<string>()
  const files: string[] = []
  for await (const { path, entry } of outputEntries(output)) {
    if (!entry.isFile() || !entry.name.startsWith('.') || !entry.name.endsWith('.cmd')) continue
    if (files.push(path) > MOST_FILES) throw new OutputRefused('the build left more notes than a kernel build can')
  }
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE)
    for (const bytes of await Promise.all(some.map((path) => reader.read(path, MOST_BYTES)))) {
      const text = bytes.toString('utf8')
      for (const prefix of prefixes) collect(text, prefix, found)
      if (found.size > MOST_INPUTS) throw new OutputRefused('the build names more sources than a kernel has')
    }
  }
  return found
}
