import { isAbsolute, relative, resolve } from 'node:path'

export type BuildStep = 'config' | 'compile' | 'link'

export interface BuildFailure {
  /** Relative to the source directory where it lies in it. */
  readonly file?: string
  readonly line?: number
  readonly message: string
  /** The line that tells of it, as it was printed, but for the path as `file` has it. */
  readonly printed?: string
  readonly step: BuildStep
}

type Finding = BuildFailure & {
  /** Lower explains better. */
  readonly rank: number
}

interface Rule {
  readonly pattern: RegExp
  readonly read: (groups: Readonly<Record<string, string | undefined>>) => Omit<Finding, 'rank' | 'printed'>
}

// A build script can ask for colours although nobody watches.
const COLOURS = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, 'g')

const line = (digits: string | undefined) => (digits === undefined ? {} : { line: Number(digits) })
// What a compiler hands to the assembler is no file of the source, and named by chance.
const BETWEEN = /^\{standard input\}$|\/cc\w{6}\.s$/
const NAMED_BY_CHANCE = /^[^\s:][^:]*:\d+(?::\d+)?: /
const file = (path: string | undefined) => (path === undefined ? {} : { file: path })

// The best explanation first.
const RULES: readonly Rule[] = [
  {
    pattern:
      /^(?<file>[^\s:][^:]*):(?<line>\d+)(?::\d+)?: (?:(?:fatal )?[Ee]rror: (?<message>.+)|(?<crash>internal compiler error: .+))/,
    read: ({ file: path, line: at, message, crash = '' }) => ({
      step: 'compile',
      ...file(path),
      ...line(at),
      message: message ?? crash,
    }),
  },
  {
    pattern: /(?:ld|ld\.bfd|ld\.lld|collect2): (?:error: )?(?<message>(?:undefined symbol|duplicate symbol): .+)/,
    read: ({ message = '' }) => ({ step: 'link', message }),
  },
  {
    pattern:
      /^(?:\S*ld(?:\.bfd)?: )?(?:(?<file>[^\s:]+\.[coS]):)?.*(?<message>(?:undefined reference to|multiple definition of) .+)/,
    read: ({ file: path, message = '' }) => ({ step: 'link', ...file(path), message }),
  },
  {
    pattern: /^(?<message>ERROR: modpost: .+|FAILED unresolved symbol .+)/,
    read: ({ message = '' }) => ({ step: 'link', message }),
  },
  {
    pattern: /^(?=[^\s:]*?Kconfig)(?<file>[^\s:]+):(?<line>\d+): (?<message>(?!warning).+)/,
    read: ({ file: path, line: at, message = '' }) => ({ step: 'config', ...file(path), ...line(at), message }),
  },
  {
    pattern: /^(?=[^\s:]*?Makefile)(?<file>[^\s:]+):(?<line>\d+): \*\*\* (?<message>(?!\[).+)/,
    read: ({ file: path, line: at, message = '' }) => ({ step: 'compile', ...file(path), ...line(at), message }),
  },
  {
    pattern: /^make(?:\[\d+\])?: \*\*\* (?<message>(?!\[|Waiting for unfinished|Deleting ).+)/,
    read: ({ message = '' }) => ({ step: 'compile', message }),
  },
  {
    pattern: /^\S*(?:ld(?:\.bfd|\.lld)?|objcopy|collect2): (?:fatal )?(?:error: )?(?<message>(?!warning).+)/,
    read: ({ message = '' }) => ({ step: 'link', message }),
  },
  {
    pattern: /^\S*(?:cc1|gcc(?:-\d+)?|clang(?:-\d+)?|as): (?:fatal )?error: (?<message>.+)/,
    read: ({ message = '' }) => ({ step: 'compile', message }),
  },
  {
    pattern: /^make(?:\[\d+\])?: \*\*\* \[(?<message>.+)/,
    read: ({ message = '' }) => ({ step: 'compile', message: `make stopped at [${message}` }),
  },
]

function findIn(text: string): Finding | undefined {
  for (const [rank, rule] of RULES.entries()) {
    const groups = rule.pattern.exec(text)?.groups
    if (groups) return withoutChance({ rank, printed: text, ...rule.read(groups) })
  }
  return undefined
}

function withoutChance(finding: Finding): Finding {
  if (finding.file === undefined || !BETWEEN.test(finding.file)) return finding
  const { file: _file, line: _line, printed = '', ...rest } = finding
  return { ...rest, printed: printed.replace(NAMED_BY_CHANCE, '') }
}

/**
 * Whether a finding explains a failure better than another one. Of equally good ones the first in
 * the order of files and lines, not the first that was printed: which that is in a parallel make is
 * chance, and the same sources should fail in the same way.
 */
function isBetter(one: Finding, other: Finding): boolean {
  if (one.rank !== other.rank) return one.rank < other.rank
  if (one.file === undefined && other.file === undefined) return one.message < other.message
  const [mine, yours] = [one.file ?? LAST, other.file ?? LAST]
  return mine === yours ? (one.line ?? 0) < (other.line ?? 0) : mine < yours
}

// After every path.
const LAST = '\uffff'

/** Reads a build's output line by line and keeps the best explanation of why it failed. */
export class FailureReader {
  #best: Finding | undefined

  /** Whether something better than "make stopped" is known. */
  get explained(): boolean {
    return this.#best !== undefined && this.#best.rank < RULES.length - 1
  }

  line(text: string): void {
    const finding = findIn(text.replace(COLOURS, '').trimEnd())
    if (finding && (this.#best === undefined || isBetter(finding, this.#best))) this.#best = finding
  }

  /** @param during What make was asked for when it failed. */
  failure(during: BuildStep, directories: { source: string; output: string }): BuildFailure {
    const { rank: _, ...found }: Finding = this.#best ?? {
      rank: 0,
      step: during,
      message: 'make failed without saying why',
    }
    const shown = found.file === undefined ? undefined : showPath(found.file, directories)
    return {
      ...found,
      ...(shown === undefined ? {} : { file: shown }),
      ...printedWith(found, shown),
      step: during === 'config' ? 'config' : found.step,
      // Binutils quote like `this', whatever the locale.
      message: found.message.replaceAll('`', "'").slice(0, 500),
    }
  }
}

/** The printed line, with the path of its file as it is shown. */
function printedWith({ printed, file: path }: Omit<Finding, 'rank'>, shown: string | undefined) {
  if (printed === undefined) return {}
  const line = path === undefined || shown === undefined ? printed : printed.replace(path, () => shown)
  return { printed: line.slice(0, 1000) }
}

// Kbuild prints paths as its makefiles have them: absolute, or relative to the output directory.
function showPath(path: string, { source, output }: { source: string; output: string }): string {
  const whole = isAbsolute(path) ? path : resolve(output, path)
  for (const base of [source, output]) {
    const inside = relative(base, whole)
    if (inside !== '' && !inside.startsWith('..')) return inside
  }
  return path
}
