import type { Architecture, ConfigFile, FailureKind, FurtherTargetRequest, Guest } from '@kbisect/contracts'
import type { architectureWords, testWords } from './filters.ts'

/** Where the configuration starts; `own`: at a file. */
export type BaseWord = 'defconfig' | 'tinyconfig' | 'own'

/** A file that was pasted or chosen. `key` names it while its name is being typed. */
export interface TypedFile extends ConfigFile {
  readonly key: string
}

/**
 * A column of the matrix of further targets: how they differ from the main target, beside their
 * architecture.
 */
export interface Variant {
  readonly key: string
  readonly config?: 'defconfig' | 'tinyconfig'
  readonly file?: TypedFile
  /** Whether the file is a whole configuration and not a fragment on top. */
  readonly whole?: boolean
}

/** What the form of a new bisection holds: as typed, so numbers are texts. */
export interface NewBisection {
  readonly tree: string
  readonly good: string
  readonly bad: string
  readonly branch: string
  readonly architecture: (typeof architectureWords)[number]
  readonly base: BaseWord
  readonly own: ConfigFile
  readonly fragments: readonly TypedFile[]
  readonly toolchain: string
  readonly cmdline: string
  readonly memory: string
  readonly cpus: string
  readonly network: 'none' | 'user'
  /** Sizes in MiB, with blanks between. */
  readonly disks: string
  readonly devices: NonNullable<Guest['devices']>
  readonly variants: readonly Variant[]
  /** Ticked cells of the matrix, as {@link cellKey} has them. */
  readonly cells: readonly string[]
  /**
   * Further targets that the matrix cannot show: of another toolchain, or with several fragments.
   */
  readonly others: readonly FurtherTargetRequest[]
  readonly test: (typeof testWords)[number]
  readonly script: string
  readonly pattern: string
  readonly expect: 'present' | 'absent'
  /** Of KUnit: the suite, the case, and the symbols that build it, with blanks between them. */
  readonly suite: string
  readonly case: string
  readonly options: string
  readonly match: 'same' | 'any'
  readonly failureKind: FailureKind | ''
  readonly failureFunction: string
  readonly failureMessage: string
  readonly warnings: boolean
  readonly boundaries: string
  readonly confirm: string
  readonly builds: string
  readonly bootCpuSeconds: string
  readonly bootWallSeconds: string
}

export const emptyFile: ConfigFile = { name: '', content: '' }

/** Always there: the main target's configuration, and the two that every kernel has. */
const standardVariants: readonly Variant[] = [
  { key: 'same' },
  { key: 'defconfig', config: 'defconfig' },
  { key: 'tinyconfig', config: 'tinyconfig' },
]

export function emptyForm(): NewBisection {
  return {
    tree: '',
    good: '',
    bad: '',
    branch: '',
    architecture: 'x86_64',
    base: 'defconfig',
    own: emptyFile,
    fragments: [],
    toolchain: '',
    cmdline: '',
    memory: '',
    cpus: '',
    network: 'none',
    disks: '',
    devices: [],
    variants: standardVariants,
    cells: [],
    others: [],
    test: 'boot',
    script: '#!/bin/sh\n',
    pattern: '',
    expect: 'present',
    suite: '',
    case: '',
    options: '',
    match: 'same',
    failureKind: '',
    failureFunction: '',
    failureMessage: '',
    warnings: false,
    boundaries: '',
    confirm: '',
    builds: '',
    bootCpuSeconds: '',
    bootWallSeconds: '',
  }
}

export const cellKey = (architecture: Architecture, variant: string) => `${architecture} ${variant}`

/** A ticked cell of the matrix and what it asks for. */
export interface FurtherTargetCell {
  readonly key: string
  readonly request: FurtherTargetRequest
}

/** Columns that differ from the main target: its own base configuration is no further one. */
export const shownVariants = (form: NewBisection) => form.variants.filter(({ config }) => config !== form.base)

/**
 * The ticked cells that count, in the order in which they are asked for. The main target is none of
 * them.
 */
export function furtherTargetCells(form: NewBisection, architectures: readonly Architecture[]): FurtherTargetCell[] {
  return architectures.flatMap((architecture) =>
    shownVariants(form).flatMap((variant) => {
      const key = cellKey(architecture, variant.key)
      if (!form.cells.includes(key) || (variant.key === 'same' && architecture === form.architecture)) return []
      return [{ key, request: furtherTargetRequest(architecture, variant) }]
    }),
  )
}

function furtherTargetRequest(architecture: Architecture, { config, file, whole }: Variant): FurtherTargetRequest {
  if (!file) return config ? { name: `${architecture}/${config}`, architecture, config } : { architecture }
  const { name, content } = file
  // Only fragments get into the names of targets by themselves.
  return whole
    ? { name: `${architecture}/${name}`, architecture, config: { name, content } }
    : { architecture, fragments: [{ name, content }] }
}
