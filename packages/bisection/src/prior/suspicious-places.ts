import type { Target } from '@kbisect/contracts'
import type { Suspects } from '../model/facts.ts'

/** The directory below `arch/` with the sources of each architecture. */
export const kernelDirectories: Readonly<Record<Target['architecture'], string>> = {
  arm: 'arm',
  arm64: 'arm64',
  x86_64: 'x86',
}

/** Whether a file belongs to another architecture. */
export function isForeign(path: string, architecture: Target['architecture']): boolean {
  const directory = /^arch\/([^/]+)\//.exec(path)?.[1]
  return directory !== undefined && directory !== kernelDirectories[architecture]
}

/**
 * What a commit's weight of 1 is raised by for touching or naming something near the call trace; 0
 * elsewhere.
 */
export interface Places {
  ofPath(path: string): number
  /** By the words before its first colons: "mm/cma: …" and "mm: cma: …" name mm/cma.c. */
  ofSubject(subject: string): number
}

// The file of the innermost function. Each caller counts for four fifths of the one that it called:
// the fault was often made farther out, with what was handed in.
const INNERMOST = 19
const CALLER = 0.8
// The same directory, or a header of the same name.
const NEAR = 0.2
const NAMED = 0.4

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1)
const stem = (path: string): string => path.replace(/\.[^./]*$/, '')
const nameOf = (path: string): string => stem(path.slice(path.lastIndexOf('/') + 1))

/** Keeps the highest of the values that were set. */
class Highest {
  readonly #values = new Map<string, number>()

  add(key: string, value: number): void {
    if (value > this.of(key)) this.#values.set(key, value)
  }

  of(key: string): number {
    return this.#values.get(key) ?? 0
  }
}

/** Prepares for asking about many paths and subjects. */
export function openPlaces(
  functions: Suspects['functions'],
  about: { readonly architecture: Target['architecture']; readonly place?: string },
): Places {
  const files = new Highest()
  const directories = new Highest()
  const headers = new Highest()
  const names = new Highest()
  const add = (path: string, weight: number) => {
    files.add(path, weight)
    directories.add(directoryOf(path), weight * NEAR)
    headers.add(nameOf(path), weight * NEAR)
    const words = wordsOf(stem(path))
    for (const at of words.keys()) names.add(words.slice(at).join('/'), weight * NAMED)
  }
  const reported = /^([\w+-][\w./+-]*\.[chS])(?::\d+)?$/.exec(about.place ?? '')?.[1]
  if (reported !== undefined) add(reported, INNERMOST)
  for (const [depth, { files: defined }] of functions.entries()) {
    const own = defined.filter((path) => !isForeign(path, about.architecture))
    // One of several files of that name is the right one.
    for (const path of own) add(path, (INNERMOST * CALLER ** depth) / own.length)
  }
  return {
    ofPath(path) {
      const header = path.endsWith('.h') ? headers.of(nameOf(path)) : 0
      return Math.max(files.of(path), directories.of(directoryOf(path)), header)
    },
    ofSubject: (subject) => subjectNames(subject).reduce((most, name) => Math.max(most, names.of(name)), 0),
  }
}

// Kernel developers write "mm/cma:", "mm: cma:", "dma-contiguous:" and "tty: amba-pl011:".
const wordsOf = (text: string): string[] => text.toLowerCase().split(/[/_\s-]+/)

/** What the words before a subject's first colons name, each alone and with all before it. */
function subjectNames(subject: string): string[] {
  const prefixes = subject
    .slice(0, 200)
    .replace(/^Revert "/, '')
    .split(/:\s/)
    .slice(0, -1)
    .slice(0, 4)
  const words = prefixes.map(wordsOf)
  return words.flatMap((own, at) => [
    own.join('/'),
    words
      .slice(0, at + 1)
      .flat()
      .join('/'),
  ])
}
