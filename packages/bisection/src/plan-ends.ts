import type { Check } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import { aimToFail, aimToPass, runsAsked } from './aims.ts'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord } from './facts.ts'
import { passesNeeded } from './flakiness.ts'
import { mainTarget, testOf } from './question.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'
import { examine, type Trial } from './trial.ts'

/** What the checks of the ends taught. */
export interface Ends {
  /** How the bad end fails. Undefined when the request says that any failure counts. */
  readonly expected: Signature | undefined
  readonly signature: Signature | undefined
  /** Runs of the bad end. */
  readonly bad: { readonly passes: number; readonly fails: number }
  readonly checks: readonly Check[]
}

const short = (hash: string): string => hash.slice(0, 12)

/** Checks the bad end, then the good one: most searches that cannot succeed fail at the bad end. */
export function planEnds(record: BisectionRecord, evidence: Evidence): StageAnswer<Ends> {
  const test = testOf(record)
  const { match = 'same' } = record.request
  const target = mainTarget(record)
  const asked = runsAsked(record.request)

  const firstSignature = firstFailure(record, evidence)
  const expected = match === 'any' ? undefined : firstSignature
  const bad = examine(evidence, test, { commit: record.bad.hash }, target, aimToFail(asked.ends, expected, asked.ends))
  if (bad.kind === 'pending') return { kind: 'needs', tasks: bad.tasks }
  if (bad.kind === 'good')
    return refuse(
      'not-reproduced',
      `The bad end ${short(record.bad.hash)} passed ${times(bad.passes)}: there is nothing to find.`,
    )
  if (bad.kind === 'skip')
    return refuse('inconclusive', `The bad end ${short(record.bad.hash)} cannot be tested: ${bad.reason}.`)

  const tally = { passes: bad.passes, fails: bad.fails }
  const passes = Math.max(asked.ends, passesNeeded(tally))
  const good = examine(evidence, test, { commit: record.good.hash }, target, aimToPass(passes, expected))
  if (good.kind === 'pending') return { kind: 'needs', tasks: good.tasks }
  const checks = [check('bad end', record.bad.hash, bad), check('good end', record.good.hash, good)]
  if (good.kind === 'bad') {
    return refuse(
      'not-reproduced',
      `The good end ${short(record.good.hash)} fails as well: ${good.signature?.text ?? good.reason}.`,
      checks,
    )
  }
  if (good.kind === 'skip') {
    return refuse('inconclusive', `The good end ${short(record.good.hash)} does not pass: ${good.reason}.`, checks)
  }
  return { kind: 'passed', value: { expected, signature: bad.signature, bad: tally, checks } }
}

/** Where the histories of the ends parted: if the fault is there already, the range does not hold the culprit. */
export function planBases(record: BisectionRecord, evidence: Evidence, ends: Ends): StageAnswer<null> {
  const test = testOf(record)
  const target = mainTarget(record)
  const passes = passesNeeded(ends.bad)
  const trials = record.mergeBases.map((base) => ({
    base,
    trial: examine(evidence, test, { commit: base }, target, aimToPass(passes, ends.expected)),
  }))
  const inherited = trials.find(({ trial }) => trial.kind === 'bad')
  if (inherited) {
    const reason = `Inherited: the merge base ${short(inherited.base)} fails already, so the fault is older than both ends; the good end was mended on its own branch.`
    return {
      kind: 'ends',
      result: resultOf({
        outcome: 'inconclusive',
        reason,
        signature: ends.signature ?? null,
        checks: [...ends.checks],
      }),
    }
  }
  const tasks = trials.flatMap(({ trial }) => (trial.kind === 'pending' ? trial.tasks : []))
  return tasks.length > 0 ? { kind: 'needs', tasks } : { kind: 'passed', value: null }
}

/** A check as the report lists it. */
export function check(name: Check['name'], commit: string, trial: Exclude<Trial, { kind: 'pending' }>): Check {
  const results = { good: 'passed', bad: 'failed', skip: 'could not tell' } as const
  const wanted =
    name === 'bad end' || name === 'culprit'
      ? ({ good: 'failed', bad: 'passed', skip: 'could not tell' } as const)
      : results
  const result = trial.obstacle ?? wanted[trial.kind]
  return { name, commit, result, passes: trial.passes, failures: trial.fails }
}

function firstFailure(record: BisectionRecord, evidence: Evidence): Signature | undefined {
  const target = mainTarget(record)
  const revision = { commit: record.bad.hash }
  if (record.request.test?.kind === 'build') return evidence.build(revision, target)?.signature ?? undefined
  for (const { signal } of evidence.runs(revision, target)) if (signal.kind === 'failed') return signal.signature
  return undefined
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)

function refuse(outcome: 'not-reproduced' | 'inconclusive', reason: string, checks: Check[] = []): StageAnswer<never> {
  return {
    kind: 'ends',
    result: resultOf({ outcome, reason, checks, label: outcome === 'not-reproduced' ? 'not a regression' : null }),
  }
}
