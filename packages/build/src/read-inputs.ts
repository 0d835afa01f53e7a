import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, normalize, relative, sep } from 'node:path'

// A tree under test writes what is read here. An allyesconfig has 30,000 such files of at most 300 KiB.
const MOST_FILES = 100_000
const MOST_BYTES = 4 << 20
const MOST_INPUTS = 200_000
const MOST_DEPTH = 32
const LONGEST_PATH = 1024
const AT_ONCE = 32

// What ends a path in a makefile or a command.
const PATH = /[^\s'"`;:()|<>&\\]+/y
const BEFORE_PATH = /[\s'"`;:()|<>&\\=I,]/

async function* commandFiles(directory: string, depth = 0): AsyncGenerator<string> {
  if (depth > MOST_DEPTH) return
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name)
    if (entry.isDirectory()) yield* commandFiles(path, depth + 1)
    else if (entry.isFile() && entry.name.startsWith('.') && entry.name.endsWith('.cmd')) yield path
  }
}

/** The text of a plain file; undefined when it is larger than any that kbuild writes. */
async function readText(path: string): Promise<string | undefined> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    return size > MOST_BYTES ? undefined : await file.readFile('utf8')
  } finally {
    await file.close()
  }
}

/** Adds all paths below a directory that a text names, relative to that directory, as they are written. */
function collect(text: string, prefix: string, found: Set<string>): void {
  for (let at = text.indexOf(prefix); at !== -1; at = text.indexOf(prefix, at + prefix.length)) {
    if (at > 0 && !BEFORE_PATH.test(text.charAt(at - 1))) continue
    PATH.lastIndex = at + prefix.length
    const path = PATH.exec(text)?.[0]
    if (path && path.length <= LONGEST_PATH) found.add(path)
  }
}

/** How makefiles and compilers name the sources. ccache writes paths that are relative to where the compiler ran. */
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
  const checked = await Promise.all(
    [...paths].map((path) =>
      stat(join(source, path)).then(
        (at) => (at.isFile() ? path : []),
        () => [],
      ),
    ),
  )
  return checked.flat().sort()
}

/**
 * The source files that a build was made from, relative to the source, sorted: all that the `.cmd` files of kbuild in an output
 * directory name, be it as a dependency or in a command. That is what went into the image and into the programs that made it,
 * and sometimes more: what an earlier build of the directory left counts too. Makefiles and Kconfig files are not named there,
 * nor are files that a command without a `.cmd` file reads.
 * @returns undefined when there are no such files, or more than a build leaves
 */
export async function readInputs(source: string, output: string): Promise<string[] | undefined> {
  const prefixes = await prefixesOf(source, output)
  const found = new Set<string>()
  const files: string[] = []
  for await (const path of commandFiles(output)) if (files.push(path) > MOST_FILES) return undefined
  for (let at = 0; at < files.length; at += AT_ONCE) {
    for (const text of await Promise.all(files.slice(at, at + AT_ONCE).map(readText))) {
      if (text === undefined) return undefined
      for (const prefix of prefixes) collect(text, prefix, found)
    }
    if (found.size > MOST_INPUTS) return undefined
  }
  const inputs = await filesAmong(source, found)
  return inputs.length > 0 ? inputs : undefined
}
