import { checkEnds, GATE_LIMITS } from '@kbisect/bisect'
import type { Check } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import type { Evidence } from '../model/evidence.ts'
import type { BisectionRecord, IdleSlots, Task } from '../model/facts.ts'
import { mainTarget, testOf } from '../model/question.ts'
import { quoted } from '../model/quoted.ts'
import { countingOf, type Showing, showingOf } from '../model/range-evidence.ts'
import { failureOf } from './expected-failure.ts'
import { overrideWords } from './format-override.ts'
import { furtherBoots } from './next-boot-attempts.ts'
import { reasonOf } from './question-runs.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'

/** What the checks of the ends taught. */
export interface Ends {
  /** How the bad end fails. Undefined when the request says that any failure counts. */
  readonly expected: Signature | undefined
  readonly signature: Signature | undefined
  /** Runs of the bad end, and of the good one. */
  readonly bad: { readonly passes: number; readonly fails: number }
  readonly good: { readonly passes: number; readonly fails: number }
  readonly checks: readonly Check[]
}

// An end that only ever fails in another way will not be tested for ever.
const MOST_OTHERS = 5

const short = (hash: string): string => hash.slice(0, 12)

/** Checks the ends by a sequential test, the bad one first: most searches that cannot succeed fail there. */
export function planEnds(record: BisectionRecord, evidence: Evidence, idle: IdleSlots): StageAnswer<Ends> {
  const target = mainTarget(record)
  const signature = failureOf(record, evidence)
  const counting = countingOf(record, evidence, expectedOf(record, signature))
  const bad = showingOf(counting, { commit: record.bad.hash })
  const good = showingOf(counting, { commit: record.good.hash })
  const ends: TestedEnds = { record, bad, good, signature, expected: counting.expected }
  const build = (commit: string): Task => ({ kind: 'build', revision: { commit }, target })
  const said = bad.override

  if (said?.verdict === 'good') return refuse('bad end passes', ends)
  if (said?.verdict === 'skip') return refuse('bad end cannot be tested', ends)
  if (!said && !bad.build) {
    const early = !good.build && idle.build > 1 ? [build(record.good.hash)] : []
    return { kind: 'needs', tasks: [build(record.bad.hash), ...early] }
  }
  const lost = said ? undefined : untestable(ends, 'bad')
  if (lost) return lost
  if (testOf(record).kind === 'build') return planBuildEnds(ends)

  const limits = gateLimits(record)
  // Who says that it fails spares it all its runs.
  const gate = checkEnds(said ? { fails: limits.most, passes: 0 } : bad, good, limits)
  if (gate.kind === 'not-reproduced') return refuse(GATE_CAUSES[gate.reason], ends)
  const digest = bad.build?.imageDigest
  if (digest && digest === good.build?.imageDigest) return refuse('same kernel', ends)
  if (gate.kind === 'differ') return passedEnds(ends)

  if (gate.end === 'bad') {
    const early = !good.build && idle.build > 0 && bad.fails > 0 ? [build(record.good.hash)] : []
    const boots = furtherBoots(evidence, { commit: record.bad.hash }, target, gate.runs)
    return { kind: 'needs', tasks: [...boots, ...early] }
  }
  if (!good.build) return { kind: 'needs', tasks: [build(record.good.hash)] }
  const unable = untestable(ends, 'good')
  if (unable) return unable
  return { kind: 'needs', tasks: furtherBoots(evidence, { commit: record.good.hash }, target, gate.runs) }
}

interface TestedEnds {
  readonly record: BisectionRecord
  readonly bad: Showing
  readonly good: Showing
  readonly signature: Signature | undefined
  readonly expected: Signature | undefined
}

/** Why the ends are refused. */
type Refusal =
  | 'bad end passes'
  | 'bad end fails otherwise'
  | 'bad end cannot be tested'
  | 'good end fails'
  | 'good end fails otherwise'
  | 'good end cannot be tested'
  | 'ends alike'
  | 'same kernel'

const GATE_CAUSES = {
  'never-failed': 'bad end passes',
  'good-fails': 'good end fails',
  alike: 'ends alike',
} as const satisfies Record<string, Refusal>

// With any failure counting, one that the request names still has to be shown by the bad end first.
function expectedOf({ request }: BisectionRecord, signature: Signature | undefined): Signature | undefined {
  if (request.match === 'any' && request.failure === undefined) return undefined
  // A description that nothing fits so far: no failure counts.
  if (request.failure !== undefined && signature === undefined) return NOT_SEEN
  return request.match === 'any' ? undefined : signature
}

const NOT_SEEN: Signature = { kind: 'console-missing', place: 'not seen yet', text: 'the failure that is looked for' }

/** As many runs as the request allows; a failure that it expects to be rare is waited for as long. */
function gateLimits({ request }: BisectionRecord) {
  const most = request.runs?.ends
  return most === undefined ? GATE_LIMITS : { most, quiet: most }
}

function passedEnds(ends: TestedEnds): StageAnswer<Ends> {
  const { expected, signature, bad, good } = ends
  const tally = ({ passes, fails }: Showing) => ({ passes, fails })
  return { kind: 'passed', value: { expected, signature, bad: tally(bad), good: tally(good), checks: checksOf(ends) } }
}

// Compilers do not flake: one build of each end tells all.
function planBuildEnds(ends: TestedEnds): StageAnswer<Ends> {
  const { record, bad, good } = ends
  if (bad.fails === 0 && !bad.override) return refuse('bad end passes', ends)
  if (!good.build) {
    const revision = { commit: record.good.hash }
    return { kind: 'needs', tasks: [{ kind: 'build', revision, target: mainTarget(record) }] }
  }
  const unable = untestable(ends, 'good')
  if (unable) return unable
  return good.fails > 0 ? refuse('good end fails', ends) : passedEnds(ends)
}

/** Why an end tells nothing, when it does not. */
function untestable(ends: TestedEnds, end: 'bad' | 'good'): StageAnswer<never> | undefined {
  const { build, passes, fails, others, otherSignature } = ends[end]
  const forBuild = testOf(ends.record).kind === 'build'
  if (build?.result === 'failed' && !forBuild) return refuse(`${end} end cannot be tested`, ends)
  const mostOthers = passes + fails === 0 ? (forBuild ? 1 : MOST_OTHERS) : 4 * MOST_OTHERS + 1
  if (others < mostOthers) return undefined
  return refuse(otherSignature ? `${end} end fails otherwise` : `${end} end cannot be tested`, ends)
}

function checksOf({ record, bad, good }: TestedEnds): Check[] {
  const seen = ({ build, passes, fails, others, override }: Showing) =>
    override !== undefined || passes + fails + others > 0 || (build !== undefined && build.result !== 'built')
  return [
    ...(seen(bad) ? [endCheck('bad end', record.bad.hash, bad, bad.fails > 0)] : []),
    ...(seen(good) ? [endCheck('good end', record.good.hash, good, good.fails < good.passes)] : []),
  ]
}

function endCheck(name: 'bad end' | 'good end', commit: string, showing: Showing, held: boolean): Check {
  const { passes, fails, build, override } = showing
  const reason = reasonOf(showing)
  const counted = { name, commit, passes, failures: fails, ...(reason === undefined ? {} : { reason }) }
  if (override?.verdict === 'skip') return { ...counted, result: 'could not tell' }
  if (override) return { ...counted, result: override.verdict === 'bad' ? 'passed' : 'failed' }
  const told = passes + fails > 0
  const result = told ? (held ? 'passed' : 'failed') : build?.result === 'failed' ? 'does not build' : 'could not tell'
  return { ...counted, result }
}

// Those that say something about the kernel, against those that only say that we cannot tell.
const NOT_REPRODUCED: ReadonlySet<Refusal> = new Set([
  'bad end passes',
  'bad end fails otherwise',
  'good end fails',
  'ends alike',
  'same kernel',
])
const NO_REGRESSION: ReadonlySet<Refusal> = new Set(['bad end passes', 'good end fails', 'ends alike', 'same kernel'])

function refuse(cause: Refusal, ends: TestedEnds): StageAnswer<never> {
  const result = resultOf({
    outcome: NOT_REPRODUCED.has(cause) ? 'not-reproduced' : 'inconclusive',
    label: NO_REGRESSION.has(cause) ? 'not a regression' : null,
    cause,
    reason: refusalWords(cause, ends),
    signature: ends.bad.signature ?? ends.bad.otherSignature ?? null,
    checks: checksOf(ends),
    ...(cause === 'same kernel' ? { canChange: 0 } : {}),
  })
  return { kind: 'ends', result }
}

function refusalWords(cause: Refusal, { record, bad, good }: TestedEnds): string {
  const share = ({ passes, fails }: Showing) => `${fails} of ${passes + fails} runs`
  const badEnd = `The bad end ${short(record.bad.hash)}`
  const goodEnd = `The good end ${short(record.good.hash)}`
  const asked = wantedWords(record)
  switch (cause) {
    case 'bad end passes':
      if (bad.override) return `${badEnd} is good, ${overrideWords(bad.override)}; so there is nothing to find.`
      return testOf(record).kind === 'build'
        ? `${badEnd} builds: there is nothing to find.`
        : `${badEnd} passed ${times(bad.passes)}: there is nothing to find.`
    case 'bad end fails otherwise':
      return asked === undefined
        ? `${badEnd} cannot be tested: ${reasonOf(bad) ?? 'no answer'}.`
        : `${badEnd} never failed as asked for (${asked}); it ${reasonOf(bad) ?? 'passes'}.`
    case 'good end fails':
      return `${goodEnd} fails as well, in ${share(good)}: ${quoted(good.signature?.text ?? 'the same failure')}.`
    case 'good end fails otherwise':
      return `${goodEnd} is not good: it ${reasonOf(good) ?? 'gives no answer'}. The bad end: ${quoted(bad.signature?.text ?? 'fails')}.`
    case 'ends alike':
      return `The ends do not differ: the bad end failed in ${share(bad)}, the good one in ${share(good)}.`
    case 'same kernel':
      return 'Both ends are the same kernel: nothing in the range changes it for this target.'
    case 'good end cannot be tested':
      return `${goodEnd} cannot be tested: ${obstacle(good)}.`
    case 'bad end cannot be tested':
      return `${badEnd} cannot be tested: ${obstacle(bad)}.`
  }
}

const obstacle = (showing: Showing): string =>
  `${showing.build?.result === 'failed' && !showing.override ? 'does not build: ' : ''}${reasonOf(showing) ?? 'no answer'}`

function wantedWords({ request }: BisectionRecord): string | undefined {
  if (request.failure === undefined) return undefined
  const { kind, function: name, message } = request.failure
  const parts = [kind ?? 'a failure', name === undefined ? '' : `in ${name}`, message ? `with "${message}"` : '']
  return parts.filter((part) => part !== '').join(' ')
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
