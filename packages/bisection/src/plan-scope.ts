import type { ScopeResult, Target } from '@kbisect/contracts'
import { aimToFail, aimToPass, runsAsked } from './aims.ts'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord, Task } from './facts.ts'
import type { Confirmed } from './plan-confirmation.ts'
import { mainTarget, testOf } from './question.ts'
import type { Unfinished } from './stage-answer.ts'
import { examine, type Trial } from './trial.ts'

type Answer =
  | { readonly kind: 'needs'; readonly tasks: readonly Task[] }
  | { readonly kind: 'known'; readonly result: ScopeResult }

/** Tests the culprit and its parents on every further target, and completes the result. */
export function planScope(record: BisectionRecord, evidence: Evidence, confirmed: Confirmed): Unfinished {
  const main = mainTarget(record)
  const others = record.targets.slice(1)
  const answers = others.map((target) => checkTarget(record, evidence, confirmed, target))
  const tasks = answers.flatMap((answer) => (answer.kind === 'needs' ? answer.tasks : []))
  if (tasks.length > 0) return { kind: 'needs', tasks }
  const known = answers.flatMap((answer) => (answer.kind === 'known' ? [answer.result] : []))
  const own: ScopeResult = {
    target: main.name,
    result: 'affected',
    reason: confirmed.result.signature?.text ?? 'the search was made here',
  }
  return { kind: 'ends', result: { ...confirmed.result, scope: [own, ...known] } }
}

// The parents come first: their boots tell how long a good boot takes there, and without them the culprit's failure says nothing.
function checkTarget(
  record: BisectionRecord,
  evidence: Evidence,
  { culprit, passes: cleared }: Confirmed,
  target: Target,
): Answer {
  const test = testOf(record)
  const { confirm } = runsAsked(record.request)
  // A failure that shows now and then needs as many passes here as it did on the main target.
  const passes = Math.max(confirm, cleared)
  const parents = culprit.parents.map((parent) =>
    examine(evidence, test, { commit: parent }, target, aimToPass(passes, undefined)),
  )
  const missing = parents.flatMap((trial) => (trial.kind === 'pending' ? trial.tasks : []))
  if (missing.length > 0) return { kind: 'needs', tasks: missing }
  const broken = parents.find((trial) => trial.kind !== 'good')
  if (broken) return known(target, 'could not tell', `its parent does not pass here either: ${reasonOf(broken)}`)

  const own = examine(evidence, test, { commit: culprit.hash }, target, aimToFail(confirm, undefined, passes))
  if (own.kind === 'pending') return { kind: 'needs', tasks: own.tasks }
  if (own.kind === 'bad') return known(target, 'affected', own.signature?.text ?? own.reason)
  if (own.kind === 'good') return known(target, 'not affected', `passed ${own.passes} of ${own.passes} runs`)
  return known(target, 'could not tell', reasonOf(own))
}

const reasonOf = (trial: Trial): string =>
  trial.kind === 'pending' ? 'not tested' : (trial.signature?.text ?? trial.reason)

const known = (target: Target, result: ScopeResult['result'], reason: string): Answer => ({
  kind: 'known',
  result: { target: target.name, result, reason },
})
