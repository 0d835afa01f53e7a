import type { Build, Run } from '@kbisect/contracts'
import { shellWords } from './shell-quoting.ts'

/** How make was called, freed of the places and caches of the host that did it. */
export interface MakeCall {
  /** Environment: names and values. */
  readonly settings: readonly (readonly [string, string])[]
  /** `ARCH=arm64 LOCALVERSION=` …, without directories, compilers and goals. */
  readonly variables: readonly string[]
  /** `CROSS_COMPILE=`; undefined where it was not given. */
  readonly prefix: string | undefined
  /** The compiler without the prefix: `gcc`, `gcc-12`, `clang`. */
  readonly compiler: string
  /** Whether clang and the LLVM tools built it. */
  readonly isLlvm: boolean
}

/** What a build ran, in order. */
export interface RecordedBuild {
  /** `defconfig`, `tinyconfig`; undefined where a configuration was brought along. */
  readonly base: string | undefined
  readonly make: MakeCall
  /** What was made in the end: `Image`. */
  readonly goal: string
}

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=([\s\S]*)$/
const OF_THE_HOST = /^CCACHE_/
const OF_COMPILERS: ReadonlySet<string> = new Set(['O', 'CC', 'HOSTCC', 'CROSS_COMPILE'])

interface Words {
  readonly settings: readonly (readonly [string, string])[]
  readonly variables: ReadonlyMap<string, string>
  readonly goals: readonly string[]
}

/** Takes a recorded call of make apart; undefined for any other command. */
function readMake(line: string): Words | undefined {
  const words = shellWords(line)
  const at = words.findIndex((word) => !ASSIGNMENT.test(word))
  if (words[at] !== 'make') return undefined
  const settings = words.slice(0, at).flatMap((word) => {
    const [, name = '', value = ''] = ASSIGNMENT.exec(word) ?? []
    // Only a cache made the second necessary: it is about names that the compiler writes into the
    // image.
    const isOfHost = OF_THE_HOST.test(name) || (name === 'KCPPFLAGS' && value.startsWith('-fmacro-prefix-map='))
    return isOfHost ? [] : [[name, value] as const]
  })
  const variables = new Map<string, string>()
  const goals: string[] = []
  const rest = words.slice(at + 1)
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index] ?? ''
    const [, name, value] = ASSIGNMENT.exec(word) ?? []
    if (word === '-C' || word === '-j') index += 1
    else if (name !== undefined && value !== undefined) variables.set(name, value)
    else goals.push(word)
  }
  return { settings, variables, goals }
}

function compilerOf(variables: ReadonlyMap<string, string>): { compiler: string; isLlvm: boolean } {
  const prefix = variables.get('CROSS_COMPILE') ?? ''
  const llvm = variables.get('LLVM')
  const said = variables.get('CC')?.split(' ').at(-1)
  if (llvm !== undefined) return { compiler: said ?? `clang${llvm.startsWith('-') ? llvm : ''}`, isLlvm: true }
  if (said === undefined) return { compiler: 'gcc', isLlvm: false }
  return { compiler: said.startsWith(prefix) ? said.slice(prefix.length) : said, isLlvm: false }
}

/** What a build's commands come to anywhere else; undefined where they are not as we write them. */
export function readBuild({ commands }: Pick<Build, 'commands'>): RecordedBuild | undefined {
  const calls = commands.flatMap((line) => readMake(line) ?? [])
  const last = calls.at(-1)
  const goal = last?.goals.at(-1)
  if (!last || goal === undefined) return undefined
  const base = calls.length > 2 ? calls[0]?.goals[0] : undefined
  const variables = [...last.variables].flatMap(([name, value]) => (OF_COMPILERS.has(name) ? [] : [`${name}=${value}`]))
  const make = {
    settings: last.settings,
    variables,
    prefix: last.variables.get('CROSS_COMPILE'),
    ...compilerOf(last.variables),
  }
  return { base, make, goal }
}

/** How an emulator was started. */
export interface RecordedBoot {
  readonly program: string
  /** Where `image` and `initramfs` stand, the files of whoever boots it again take their place. */
  readonly args: readonly (string | { readonly file: 'image' | 'initramfs' })[]
}

const FILES: Readonly<Record<string, 'image' | 'initramfs'>> = { '-kernel': 'image', '-initrd': 'initramfs' }

/** The emulator's line of a run; undefined for a run without one. */
export function readBoot({ command, accelerator }: Pick<Run, 'command' | 'accelerator'>): RecordedBoot | undefined {
  if (accelerator === 'none') return undefined
  const [program, ...args] = shellWords(command)
  if (program === undefined || !program.startsWith('qemu-')) return undefined
  return {
    program,
    args: args.map((word, at) => {
      const file = FILES[args[at - 1] ?? '']
      return file === undefined ? word : { file }
    }),
  }
}
