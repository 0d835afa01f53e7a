import type { Architecture } from './architectures.ts'

export interface Toolchain {
  /** `gcc`, `clang`, or with a version: `gcc-12`. */
  readonly name: string
  readonly architecture: Architecture
  /** The first line that the compiler says of its version; empty when there is no compiler. */
  readonly version: string
  /** `CROSS_COMPILE=`; empty for the host's own tools. */
  readonly prefix: string
  readonly complete: boolean
  /** Programs that a build needs and this machine has not. */
  readonly missing: readonly string[]
}

interface Family {
  /** The compiler's file name. @param version `''` or `-12`. */
  readonly compiler: (prefix: string, version: string) => string
  /** What must be there beside the compiler. */
  readonly tools: (prefix: string, version: string) => readonly string[]
  /** The file name of a tool of binutils, or of what takes its place. */
  readonly tool: (name: 'objcopy' | 'addr2line', prefix: string, version: string) => string
  /** What make is told, beside ARCH and CROSS_COMPILE. @param wrapper `''` or `ccache `. */
  readonly makeArguments: (compiler: string, version: string, wrapper: string) => readonly string[]
  /** The first major version that knows -fmacro-prefix-map. */
  readonly mapsNamesSince: number
}

/** A name is a family and, for a compiler that stands beside the system's default, its version. */
export const TOOLCHAIN_NAME = /^(gcc|clang)(-\d{1,3})?$/

export const FAMILIES: Readonly<Record<string, Family>> = {
  gcc: {
    compiler: (prefix, version) => `${prefix}gcc${version}`,
    // Debian versions the compiler, not binutils.
    tools: (prefix) => ['ld', 'as', 'ar', 'nm', 'objcopy', 'objdump', 'strip'].map((tool) => prefix + tool),
    tool: (name, prefix) => prefix + name,
    makeArguments: (compiler, version, wrapper) =>
      version === '' && wrapper === ''
        ? []
        : [`CC=${wrapper}${compiler}`, ...(wrapper ? [`HOSTCC=${wrapper}gcc`] : [])],
    mapsNamesSince: 8,
  },
  clang: {
    compiler: (_, version) => `clang${version}`,
    tools: (_, version) =>
      ['ld.lld', 'llvm-ar', 'llvm-nm', 'llvm-objcopy', 'llvm-objdump', 'llvm-strip', 'llvm-readelf'].map(
        (tool) => tool + version,
      ),
    tool: (name, _, version) => `llvm-${name}${version}`,
    // `LLVM=-14` names versioned tools since v5.18; older trees take any value as "yes", and clang
    // without a version.
    makeArguments: (compiler, version, wrapper) => [
      `LLVM=${version || '1'}`,
      ...(wrapper ? [`CC=${wrapper}${compiler}`, `HOSTCC=${wrapper}${compiler}`] : []),
    ],
    mapsNamesSince: 10,
  },
}

/** What every kernel build runs on the host, whatever compiles the kernel. */
export const HOST_PROGRAMS = ['make', 'gcc', 'ld', 'flex', 'bison', 'bc', 'perl'] as const

/** Of what a compiler says of its version: `12.2.0`; undefined where it says none. */
export const versionNumber = (said: string): string | undefined => / (\d+\.\d+\.\d+)/.exec(said)?.[1]

/** Whether the compiler can be told to write other paths than it was given for `__FILE__`. */
export function canMapNames({ name, version }: Toolchain): boolean {
  const family = FAMILIES[TOOLCHAIN_NAME.exec(name)?.[1] ?? '']
  const number = versionNumber(version)
  return family !== undefined && number !== undefined && Number.parseInt(number, 10) >= family.mapsNamesSince
}
