import type { RangeCommit } from '../model/facts.ts'

// Files that no build reads, wherever they lie.
const IDLE_NAMES = new Set([
  ...['.gitignore', '.mailmap', '.clang-format', '.editorconfig', '.cocciconfig', '.rustfmt.toml', '.kunitconfig'],
  ...['.get_maintainer.ignore', 'MAINTAINERS', 'CREDITS', 'COPYING', 'README', 'TODO'],
])
const IDLE_TYPES = new Set(['rst', 'md'])

// Compilers note each of these that they read, and kbuild keeps the notes: what is not among the
// inputs was not read.
const NOTED_TYPES = new Set(['c', 'S', 'rs', 'dts', 'dtsi', 'dtso'])

// People run these, kbuild does not.
const IDLE_SCRIPTS =
  /^scripts\/(?:checkpatch\.pl|get_maintainer\.pl|spelling\.txt|const_structs\.checkpatch|coccicheck|coccinelle\/.*)$/

// What kbuild runs of tools/, and what that is made of.
const BUILD_TOOLS = /^tools\/(?:[^/]+|(?:objtool|build|include|lib|arch|scripts|bpf\/resolve_btfids)\/.*)$/

const BUILD_FILE = /^(?:Makefile|Kbuild|Platform)|\.(?:mk|include)$/

const directoryOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const typeOf = (path: string): string => /\.([^./]+)$/.exec(path)?.[1] ?? ''
const architectureOf = (path: string): string | undefined => /^arch\/([^/]+)\//.exec(path)?.[1]

/**
 * What sources write to include a header of an include directory; headers of equal name hide each
 * other.
 */
function includeName(path: string): string | undefined {
  const at = `/${path}`.lastIndexOf('/include/')
  if (at === -1) return undefined
  const name = path.slice(at + '/include/'.length - 1)
  return name.replace(/^uapi\//, '').replace(/^asm-generic\//, 'asm/')
}

/** What the inputs of a build say about files that are not among them. */
class Closure {
  readonly #inputs: ReadonlySet<string>
  /** All directories with inputs in them or below; the root is ''. */
  readonly #directories = new Set<string>([''])
  readonly #architectures = new Set<string>()
  readonly #includes = new Set<string>()
  readonly #headers = new Set<string>()
  #tools = false

  constructor(inputs: ReadonlySet<string>) {
    this.#inputs = inputs
    for (const path of inputs) this.#learn(path)
  }

  canChange(path: string): boolean {
    if (this.#inputs.has(path)) return true
    const architecture = architectureOf(path)
    if (architecture !== undefined && !this.#architectures.has(architecture)) return false
    const name = nameOf(path)
    // All Kconfig files are read for each configuration.
    if (name.startsWith('Kconfig')) return true
    if (IDLE_NAMES.has(name) || IDLE_TYPES.has(typeOf(path)) || path.startsWith('Documentation/')) return false
    if (path.startsWith('tools/')) return this.#tools && BUILD_TOOLS.test(path)
    if (path.startsWith('scripts/')) return !IDLE_SCRIPTS.test(path)
    if (BUILD_FILE.test(name)) return this.#directories.has(directoryOf(path))
    if (/(?:^|\/)configs\//.test(path) || name.endsWith('config')) return true
    if (NOTED_TYPES.has(typeOf(path))) return false
    return typeOf(path) === 'h' ? this.#canHide(path) : this.#isNear(path)
  }

  #learn(path: string): void {
    for (let at = directoryOf(path); !this.#directories.has(at); at = directoryOf(at)) this.#directories.add(at)
    const architecture = architectureOf(path)
    if (architecture !== undefined) this.#architectures.add(architecture)
    if (path.startsWith('tools/')) this.#tools = true
    if (typeOf(path) !== 'h') return
    const include = includeName(path)
    if (include !== undefined) this.#includes.add(include)
    this.#headers.add(nameOf(path))
  }

  // A header that was not there before can be found in place of one that was read.
  #canHide(path: string): boolean {
    const include = includeName(path)
    if (include !== undefined) return this.#includes.has(include)
    return this.#headers.has(nameOf(path)) && this.#directories.has(directoryOf(path))
  }

  // Tables, scripts and data that generators read: not all of them leave a note.
  #isNear(path: string): boolean {
    if (architectureOf(path) !== undefined || /^(?:include|usr|certs)\//.test(path)) return true
    const directory = directoryOf(path)
    const parent = directoryOf(directory)
    return this.#directories.has(directory) || (parent !== '' && this.#directories.has(parent))
  }
}

/**
 * The commits that should leave a kernel as it is: each has one parent and known paths, and no path
 * that is an input of the kernel or could by its name become one or change how it is built. A
 * prediction is no proof: a range may add a file and take it away again between two builds.
 * @param inputs all source files, relative to the source, that builds of the target were made from
 * so far; the bad revision's should be among them, as they hold what the range has added. Without
 * any, nothing is predicted.
 * @returns hashes
 */
export function predictNoops(range: readonly RangeCommit[], inputs: ReadonlySet<string>): Set<string> {
  if (inputs.size === 0) return new Set()
  const closure = new Closure(inputs)
  const idle = range.filter(
    ({ parents, paths }) =>
      parents.length === 1 && paths !== undefined && !paths.some((path) => closure.canChange(path)),
  )
  return new Set(idle.map(({ hash }) => hash))
}
