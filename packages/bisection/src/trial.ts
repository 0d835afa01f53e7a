import type { Target, Test } from '@kbisect/contracts'
import { judge, type Signal, type Signature, sameFailure } from '@kbisect/verdict'
import type { Evidence } from './evidence.ts'
import type { Revision, Task } from './facts.ts'
import { furtherBoots } from './further-boots.ts'

/** How much is wanted to be sure of a revision on a target. */
export interface Aim {
  /** Passes that make it good, when nothing failed. */
  readonly passes: number
  /** Failures that make it bad. */
  readonly fails: number
  /** Runs after which what was seen has to do. */
  readonly most: number
  /** The failure that counts; undefined: every failure does. */
  readonly expected: Signature | undefined
}

/** What is known of a revision on a target, or what is missing. */
export type Trial =
  | { readonly kind: 'pending'; readonly tasks: readonly Task[]; readonly passes: number; readonly fails: number }
  | {
      readonly kind: 'good' | 'bad' | 'skip'
      readonly reason: string
      readonly passes: number
      readonly fails: number
      /** How it failed, when it did: the failure that counts for `bad`, another one for `skip`. */
      readonly signature: Signature | undefined
      /** For `skip`: a conflict of the revert, or a source that does not compile. */
      readonly obstacle?: 'conflict' | 'does not build'
    }

/** Reads the evidence on one revision and target, and names the tasks that are missing to reach the aim. */
export function examine(evidence: Evidence, test: Test, revision: Revision, target: Target, aim: Aim): Trial {
  const build = evidence.build(revision, target)
  if (!build) return { kind: 'pending', tasks: [{ kind: 'build', revision, target }], passes: 0, fails: 0 }
  if (build.result === 'conflict') {
    return {
      kind: 'skip',
      reason: 'the revert does not apply',
      passes: 0,
      fails: 0,
      signature: undefined,
      obstacle: 'conflict',
    }
  }
  if (test.kind === 'build') return examineBuild(build.result === 'built', build.signature ?? undefined, aim.expected)
  if (build.result === 'failed') {
    const reason = `does not build: ${build.signature?.text ?? 'unknown error'}`
    return {
      kind: 'skip',
      reason,
      passes: 0,
      fails: 0,
      signature: build.signature ?? undefined,
      obstacle: 'does not build',
    }
  }
  return examineRuns(evidence, test, revision, target, aim)
}

function examineBuild(built: boolean, signature: Signature | undefined, expected: Signature | undefined): Trial {
  if (built) return { kind: 'good', reason: 'builds', passes: 1, fails: 0, signature: undefined }
  const same = !expected || (signature !== undefined && sameFailure(signature, expected))
  const reason = signature?.text ?? 'does not build'
  return {
    kind: same ? 'bad' : 'skip',
    reason: same ? reason : `fails otherwise: ${reason}`,
    passes: 0,
    fails: same ? 1 : 0,
    signature,
  }
}

function examineRuns(evidence: Evidence, test: Test, revision: Revision, target: Target, aim: Aim): Trial {
  const runs = evidence.runs(revision, target)
  const signals = runs.map((run) => run.signal)
  const { passes, fails, signature } = tally(signals, aim.expected)
  const verdict = judge({
    signals,
    test: test.kind,
    ...(aim.expected ? { expected: aim.expected } : {}),
    match: aim.expected ? 'same' : 'any',
    needed: { passes: aim.passes, fails: aim.fails },
  })
  if (verdict.kind === 'weak' && signals.length < aim.most) {
    const wanted = fails > 0 ? aim.fails - fails : aim.passes - passes
    const count = Math.max(1, Math.min(wanted, aim.most - signals.length))
    return { kind: 'pending', tasks: furtherBoots(evidence, revision, target, count), passes, fails }
  }
  // At the limit of runs a failure that was seen counts, however rare; a kernel that only passed is good.
  const kind = verdict.kind === 'weak' ? (fails > 0 ? 'bad' : 'good') : verdict.kind
  return { kind, reason: verdict.reason, passes, fails, signature }
}

function tally(signals: readonly Signal[], expected: Signature | undefined) {
  let passes = 0
  let fails = 0
  let counted: Signature | undefined
  let other: Signature | undefined
  for (const signal of signals) {
    if (signal.kind === 'passed') passes++
    if (signal.kind !== 'failed') continue
    if (!expected || sameFailure(signal.signature, expected)) {
      fails++
      counted ??= signal.signature
    } else other ??= signal.signature
  }
  return { passes, fails, signature: counted ?? other }
}
