import { InfrastructureError } from '@kbisect/exec'
import { linesOf } from '@kbisect/text'
import { mirrorOutput } from './mirror-output.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'

const NAMES_LIMIT = 32
const FILES_LIMIT = 4
const OUTPUT_BYTES = 4 << 20

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/

/**
 * A function in the words of its definition: by its own name, or as the system call that a macro
 * makes it of.
 */
interface Wanted {
  readonly function: string
  readonly symbol: string
  readonly systemCall: string | undefined
}

// "__arm64_sys_openat" and "__do_compat_sys_openat" come of SYSCALL_DEFINE4(openat, …
const SYSTEM_CALL = /^(?:__(?:x64|ia32|arm64|se|do)_)?(?:compat_)?sys_(\w+)$/

function readWanted(functions: readonly string[]): Wanted[] {
  return [...new Set(functions)]
    .map((name) => ({ function: name, symbol: name.split('.')[0] ?? '' }))
    .filter(({ symbol }) => IDENTIFIER.test(symbol))
    .slice(0, NAMES_LIMIT)
    .map((wanted) => ({ ...wanted, systemCall: SYSTEM_CALL.exec(wanted.symbol)?.[1] }))
}

// Read alike by git, as an extended regular expression, and by JavaScript. A definition begins at
// the start of a line, where the kernel's style has nothing else but declarations; macros that
// define a function have its name alone in their brackets.
const inC = (names: string): string => `^([A-Za-z_][^=]*[^A-Za-z0-9_=])?(${names})[ ]?[(]`
const inAssembly = (names: string): string => `^(SYM_[A-Z_]+|ENTRY|WEAK)[(](${names})[,)]`
const asSystemCall = (names: string): string => `^(COMPAT_)?SYSCALL_DEFINE[0-6][(](${names})[,)]`

function patterns(wanted: readonly Wanted[]): string[] {
  const symbols = wanted.map(({ symbol }) => symbol).join('|')
  const calls = wanted.flatMap(({ systemCall }) => systemCall ?? []).join('|')
  return [inC(symbols), inAssembly(symbols), ...(calls === '' ? [] : [asSystemCall(calls)])]
}

// Linker scripts name functions without defining them; programs beside the kernel have their own.
const ELSEWHERE = ['*.lds.S', 'tools/*', 'samples/*', 'scripts/*', 'Documentation/*']

const DECLARING_WORD = /^(?:extern|typedef)\b/
const COMMENT = /\/[/*]/

/**
 * Whether a line declares and does not define: it ends with a semicolon, with or without a comment
 * behind that.
 */
function isDeclaration(line: string): boolean {
  if (DECLARING_WORD.test(line) || line.trimEnd().endsWith(';')) return true
  const comment = line.search(COMMENT)
  return comment >= 0 && line.slice(0, comment).trimEnd().endsWith(';')
}

async function searchText(place: MirrorPlace, commit: string, expressions: readonly string[]): Promise<string> {
  const args = [
    'grep',
    '--no-color',
    '--full-name',
    '--null',
    '-I',
    '--extended-regexp',
    ...expressions.flatMap((expression) => ['-e', expression]),
    // A full hash, and no pattern since those are given: it needs no mark before it, which older
    // gits would not know.
    commit,
    '--',
    ...['*.c', '*.h', '*.S', ...ELSEWHERE.map((paths) => `:(exclude)${paths}`)],
  ]
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    // It ends with status 1 when it finds nothing.
    for await (const chunk of mirrorOutput(place, `search ${commit}`, args, { expected: [0, 1] })) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > OUTPUT_BYTES) break
    }
  } catch (error) {
    // What was found by then is better than nothing: it is a hint where to look, not a fact.
    if (!(error instanceof InfrastructureError && ['git-timeout', 'git-too-large'].includes(error.code))) throw error
  }
  return Buffer.concat(chunks).subarray(0, OUTPUT_BYTES).toString('utf8')
}

/** A function of an architecture has a definition in each: the limit is for each of them. */
const architectureOf = (path: string): string => /^arch\/[^/]+/.exec(path)?.[0] ?? ''

/**
 * The most telling files: sources before headers, which hold stubs and declarations of what is
 * defined elsewhere.
 */
function chooseFiles(paths: ReadonlySet<string>): string[] {
  const sources = [...paths].filter((path) => !path.endsWith('.h'))
  const counts = new Map<string, number>()
  return (sources.length > 0 ? sources : [...paths]).filter((path) => {
    const count = counts.get(architectureOf(path)) ?? 0
    counts.set(architectureOf(path), count + 1)
    return count < FILES_LIMIT
  })
}

/**
 * The files of a commit that define each function, by the function's name as given; what is not
 * found is absent. A search of the text, which can err: at most 4 files of each architecture's
 * directory, and as many outside of them. Looks at the first 32 names; what a compiler appended to
 * them (`.isra.0`) is left off, and what is no C identifier then is passed over.
 */
export async function findDefinitions(
  place: MirrorPlace,
  hash: string,
  functions: readonly string[],
): Promise<Map<string, string[]>> {
  const commit = requireHash(hash)
  const wanted = readWanted(functions)
  if (wanted.length === 0) return new Map()
  const found = wanted.map((one) => ({
    name: one.function,
    tests: patterns([one]).map((text) => new RegExp(text)),
    paths: new Set<string>(),
  }))
  for (const line of linesOf(await searchText(place, commit, patterns(wanted)))) {
    const [where = '', text = ''] = line.split('\0')
    const path = where.slice(commit.length + 1)
    if (path === '' || isDeclaration(text)) continue
    for (const { tests, paths } of found) if (tests.some((test) => test.test(text))) paths.add(path)
  }
  return new Map(found.filter(({ paths }) => paths.size > 0).map(({ name, paths }) => [name, chooseFiles(paths)]))
}
