import { type ApiClient, OTHER_GCC } from '@kbisect/testing'
import type { CompilerCase } from './compiler-cases.ts'

type Bisection = Awaited<ReturnType<ApiClient['bisection']>>
type Build = Awaited<ReturnType<ApiClient['builds']>>[number]

export interface SearchResult {
  readonly number: number
  readonly outcome: string
  /** Named a commit, or a range, that breaks nothing under any one compiler. */
  readonly innocent: boolean
  /** With the label `confirmed`. */
  readonly confirmed: boolean
  /** Came to an answer. */
  readonly answered: boolean
  /** Different compilers by which stored builds were made. */
  readonly compilers: number
  readonly builds: number
  readonly faults: number
  readonly seconds: number
}

/**
 * Compares what a search answered with what its builds could show. @param culprit full hash of the
 * case's
 */
export function judgeSearch(
  { culpritUnder }: CompilerCase,
  culprit: string | undefined,
  { outcome, label, result, state, progress }: Pick<Bisection, 'outcome' | 'label' | 'result' | 'state' | 'progress'>,
  builds: readonly Pick<Build, 'toolchain' | 'result'>[],
): Omit<SearchResult, 'number' | 'seconds'> {
  const compilers = new Set(builds.filter(({ result }) => result !== 'conflict').map(({ toolchain }) => toolchain))
  const named = [
    ...(result?.culprit ? [result.culprit.hash] : []),
    ...(outcome === 'range' ? (result?.range ?? []) : []),
  ]
  const [only = ''] = compilers.size === 1 ? compilers : []
  const rightly = culpritUnder !== undefined && only.includes(` ${OTHER_GCC}.`)
  const innocent = named.length > 0 && !(rightly && culprit !== undefined && named.includes(culprit))
  return {
    outcome: state === 'finished' ? [outcome, label].filter(Boolean).join(', ') : state,
    innocent,
    confirmed: label === 'confirmed',
    answered: state === 'finished',
    compilers: compilers.size,
    builds: builds.length,
    faults: progress.infrastructureErrors,
  }
}
