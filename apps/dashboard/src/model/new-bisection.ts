import type { Architecture, FailureKind, FurtherTargetRequest } from '@kbisect/contracts'
import { emptyTarget, type TypedFile, type TypedTarget } from './target-form.ts'
import { emptyTest, type TypedTest } from './test-form.ts'

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
export interface NewBisection extends TypedTarget, TypedTest {
  readonly tree: string
  readonly good: string
  readonly bad: string
  readonly branch: string
  readonly variants: readonly Variant[]
  /** Ticked cells of the matrix, as {@link cellKey} has them. */
  readonly cells: readonly string[]
  /**
   * Further targets that the matrix cannot show: of another toolchain, or with several fragments.
   */
  readonly others: readonly FurtherTargetRequest[]
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
    ...emptyTarget,
    variants: standardVariants,
    cells: [],
    others: [],
    ...emptyTest,
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
