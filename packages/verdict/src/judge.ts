import { sameFailure } from './signature.ts'
import type { Signal, Signature, Verdict } from './terms.ts'

export interface JudgeInput {
  /** What the candidate's runs showed, in any order. Infrastructure errors among them count for nothing. */
  readonly signals: readonly Signal[]
  readonly test: 'boot' | 'build' | 'script' | 'console'
  /** The bad end's failure. Absent while the bad end itself is being tested: then any failure counts. */
  readonly expected?: Signature | undefined
  /** `any`: whatever fails is bad, as the request asked. */
  readonly match: 'same' | 'any'
  /** How many passes make `good` and how many failures make `bad`. */
  readonly needed: { readonly passes: number; readonly fails: number }
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

/**
 * What the runs of a candidate say together. Another failure than the one searched is no answer: alone it makes `skip`,
 * beside passes it is left out. A kernel that does not compile can only fail a `build` test; it is `skip` for others.
 */
export function judge({ signals, test, expected, match, needed }: JudgeInput): Verdict {
  const failures = signals.flatMap((signal) => (signal.kind === 'failed' ? [signal.signature] : []))
  const counts = (signature: Signature): boolean => {
    if (signature.kind === 'build-failed' && test !== 'build') return false
    return match === 'any' || expected === undefined || sameFailure(signature, expected)
  }
  const fails = failures.filter(counts)
  const other = failures.find((signature) => !counts(signature))
  const passes = signals.filter(({ kind }) => kind === 'passed').length
  const skipped = signals.find((signal) => signal.kind === 'skipped')

  if (fails[0] && fails.length >= needed.fails)
    return { kind: 'bad', reason: `failed ${times(fails.length)}: ${fails[0].text}` }
  if (fails.length > 0) {
    return {
      kind: 'weak',
      reason: `failed ${times(fails.length)}, passed ${times(passes)}: ${needed.fails} failures are needed`,
    }
  }
  if (passes > 0 && passes >= needed.passes) return { kind: 'good', reason: `passed ${times(passes)}` }
  if (passes > 0) return { kind: 'weak', reason: `passed ${times(passes)}: ${needed.passes} passes are needed` }
  if (other) return { kind: 'skip', reason: otherReason(other, test) }
  if (skipped?.kind === 'skipped') return { kind: 'skip', reason: skipped.reason }
  return { kind: 'weak', reason: 'no run has given an answer yet' }
}

function otherReason(signature: Signature, test: JudgeInput['test']): string {
  if (signature.kind === 'build-failed' && test !== 'build') return `does not compile: ${signature.text}`
  return `fails otherwise than the bad end: ${signature.text}`
}
