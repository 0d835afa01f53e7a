import { linesOf } from '@kbisect/text'
import { readCommittedFile } from './committed-file.ts'
import { dependenciesOf } from './kconfig-dependencies.ts'
import { mirrorOutput } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

const FILES_LIMIT = 8
const OPTIONS_LIMIT = 64
const ROUNDS = 4
const OUTPUT_BYTES = 1 << 20

const SUITE_NAME = /^[A-Za-z0-9_.,:/ +-]{1,100}$/
const SPECIAL = /[.+]/g

/** What `git grep` finds, of which the first megabyte is read. */
async function searched(place: MirrorPlace, commit: string, args: readonly string[]): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  // It ends with status 1 when it finds nothing.
  for await (const chunk of mirrorOutput(place, `search ${commit} for a KUnit suite`, args, { expected: [0, 1] })) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > OUTPUT_BYTES) break
  }
  return Buffer.concat(chunks).subarray(0, OUTPUT_BYTES).toString('utf8')
}

/** Sources that define a suite of this name, as `.name = "list-kunit-test"` of a kunit_suite. */
async function sourcesOf(place: MirrorPlace, commit: string, suite: string): Promise<string[]> {
  const name = `\\.name[[:space:]]*=[[:space:]]*"${suite.replace(SPECIAL, '[$&]')}"`
  const args = ['grep', '--full-name', '--name-only', '--null', '-I', '--extended-regexp', '--all-match']
  const patterns = ['-e', name, '-e', 'struct kunit_suite']
  // Nearly all have such a name, and a tree has twenty times as many other sources.
  for (const paths of [
    ['*test*.c', '*kunit*.c'],
    ['*.c', '*.h'],
  ]) {
    const output = await searched(place, commit, [...args, ...patterns, commit, '--', ...paths])
    const found = output.split('\0').flatMap((path) => path.slice(commit.length + 1) || [])
    if (found.length > 0) return found.slice(0, FILES_LIMIT)
  }
  return []
}

interface Assignment {
  /** What is added to: `obj-$(CONFIG_LIST_KUNIT_TEST)`, or the object that is put together. */
  readonly object: string | undefined
  readonly symbol: string | undefined
  readonly words: readonly string[]
}

// obj-$(CONFIG_X) += a.o b.o; x-y := a.o; x-objs += a.o; x-$(CONFIG_Y) += a.o
const ASSIGNMENT =
  /^[ \t]*([A-Za-z0-9_.+-]{1,100}?)-(?:(y|m|objs)|\$[({]CONFIG_([A-Za-z0-9_]{1,80})[)}])[ \t]*[:+]?=([^#]*)/

function assignments(makefile: string): Assignment[] {
  return linesOf(makefile.replace(/\\\r?\n/g, ' ')).flatMap((line) => {
    const match = ASSIGNMENT.exec(line)
    if (!match) return []
    const [, object = '', , symbol, words = ''] = match
    return [{ object: object === 'obj' ? undefined : object, symbol, words: words.trim().split(/\s+/) }]
  })
}

/**
 * Returns the symbols with which a Makefile compiles an object; of an object that is part of
 * another one, those of that one as well.
 */
export function symbolsOf(makefile: string, object: string): string[] {
  const all = assignments(makefile)
  const symbols = new Set<string>()
  const seen = new Set<string>()
  const waiting = [object]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const one of all) {
      if (!one.words.includes(`${next}.o`)) continue
      if (one.symbol !== undefined) symbols.add(one.symbol)
      if (one.object !== undefined) waiting.push(one.object)
    }
  }
  return [...symbols]
}

/**
 * Returns the configuration symbols, without `CONFIG_`, that build the KUnit suite of a name at a
 * commit, as its Makefiles say, and those on which they depend for certain, at most 64; empty where
 * its source cannot be found, as of a suite whose name a macro makes, or whose source another one
 * includes. A search of the text, which can err.
 */
export async function findKunitOptions(place: MirrorPlace, hash: string, suite: string): Promise<string[]> {
  const commit = requireHash(hash)
  if (!SUITE_NAME.test(suite)) return []
  const found = new Set<string>()
  for (const path of await sourcesOf(place, commit, suite)) {
    const cut = path.lastIndexOf('/')
    const directory = path.slice(0, cut + 1)
    const object = path.slice(cut + 1).replace(/\.[ch]$/, '')
    for (const name of ['Makefile', 'Kbuild']) {
      const makefile = await readCommittedFile(place, commit, `${directory}${name}`)
      if (makefile) for (const symbol of symbolsOf(makefile.toString('utf8'), object)) found.add(symbol)
    }
  }
  const symbols = await withDependencies(place, commit, [...found])
  // It is there wherever a suite is.
  return symbols.filter((symbol) => symbol !== 'KUNIT')
}

/** Adds what the symbols depend on for certain, and what that depends on. */
async function withDependencies(place: MirrorPlace, commit: string, symbols: readonly string[]): Promise<string[]> {
  const found = new Set(symbols)
  let waiting = symbols
  for (let round = 0; round < ROUNDS && waiting.length > 0; round++) {
    const next: string[] = []
    for (const [path, asked] of await kconfigFilesOf(place, commit, waiting)) {
      const kconfig = await readCommittedFile(place, commit, path)
      for (const symbol of asked) next.push(...dependenciesOf(kconfig?.toString('utf8') ?? '', symbol))
    }
    waiting = [...new Set(next)].filter((symbol) => !found.has(symbol)).slice(0, OPTIONS_LIMIT - found.size)
    for (const symbol of waiting) found.add(symbol)
  }
  return [...found].slice(0, OPTIONS_LIMIT)
}

/**
 * The Kconfig files that define symbols, with those that each of them defines; those of other
 * architectures left out.
 */
async function kconfigFilesOf(
  place: MirrorPlace,
  commit: string,
  symbols: readonly string[],
): Promise<Map<string, string[]>> {
  const pattern = `^(menu)?config[[:space:]]+(${symbols.join('|')})[[:space:]]*$`
  const args = ['grep', '--full-name', '--null', '-I', '--extended-regexp', '-e', pattern, commit]
  const output = await searched(place, commit, [...args, '--', '*Kconfig*', ':(exclude)arch/*'])
  const files = new Map<string, string[]>()
  for (const line of linesOf(output)) {
    const [where = '', text = ''] = line.split('\0')
    const path = where.slice(commit.length + 1)
    const symbol = text.trim().split(/[ \t]+/)[1]
    if (path === '' || symbol === undefined || files.size >= FILES_LIMIT * ROUNDS) continue
    files.set(path, [...(files.get(path) ?? []), symbol])
  }
  return files
}
