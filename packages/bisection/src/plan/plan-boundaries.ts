import { checkBoundaries, GATE_LIMITS } from '@kbisect/bisect'
import { type Check, testOf } from '@kbisect/contracts'
import { type Signature, sameFailure } from '@kbisect/verdict'
import type { Evidence } from '../model/evidence.ts'
import type { BisectionRecord, IdleSlots, Task } from '../model/facts.ts'
import { KUNIT_FRAGMENT } from '../model/kunit-fragment.ts'
import { mainTarget } from '../model/main-target.ts'
import { quotedFailure } from '../model/quoted.ts'
import { countingOf, type Showing, showingOf } from '../model/range-evidence.ts'
import { failureOf } from './expected-failure.ts'
import { overrideWords } from './format-override.ts'
import { furtherBoots } from './next-boot-attempts.ts'
import { reasonOf } from './revision-checks.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'

/** What the checks of the boundaries taught. */
export interface Boundaries {
  /** How the bad revision fails. Undefined when the request says that any failure counts. */
  readonly expected: Signature | undefined
  readonly signature: Signature | undefined
  /** Runs of the bad revision, and of the good one. */
  readonly bad: { readonly passes: number; readonly failures: number }
  readonly good: { readonly passes: number; readonly failures: number }
  readonly checks: readonly Check[]
}

// A boundary that only ever fails in another way will not be tested for ever.
const MOST_OTHERS = 5

const short = (hash: string): string => hash.slice(0, 12)

/**
 * Checks the boundaries by a sequential test, the bad one first: most searches that cannot succeed
 * fail there.
 */
export function planBoundaries(record: BisectionRecord, evidence: Evidence, idle: IdleSlots): StageAnswer<Boundaries> {
  const target = mainTarget(record)
  const signature = failureOf(record, evidence)
  const counting = countingOf(record, evidence, expectedOf(record, signature))
  const bad = showingOf(counting, { commit: record.bad.hash })
  const good = showingOf(counting, { commit: record.good.hash })
  const boundaries: TestedBoundaries = { record, bad, good, signature, expected: counting.expected }
  const build = (commit: string): Task => ({ kind: 'build', revision: { commit }, target })
  const said = bad.override

  if (said?.verdict === 'good') return refuse('bad revision passes', boundaries)
  if (said?.verdict === 'skip') return refuse('bad revision cannot be tested', boundaries)
  if (!said && !bad.build) {
    // A check needs it only where the bad revision fails.
    const early = !record.check && !good.build && idle.build > 1 ? [build(record.good.hash)] : []
    return { kind: 'needs', tasks: [build(record.bad.hash), ...early] }
  }
  const lost = said ? undefined : untestable(boundaries, 'bad')
  if (lost) return lost
  if (testOf(record.request).kind === 'build') return planBuildBoundaries(boundaries)

  const still = stillFails(boundaries)
  if (still) return still
  if (isAlone(record)) return planAlone(boundaries, evidence)
  const limits = gateLimits(record)
  // Who says that it fails spares it all its runs.
  const gate = checkBoundaries(said ? { failures: limits.most, passes: 0 } : bad, good, limits)
  if (gate.kind === 'not-reproduced') return refuse(GATE_CAUSES[gate.reason], boundaries)
  const digest = bad.build?.imageDigest
  if (digest && digest === good.build?.imageDigest) return refuse('same kernel', boundaries)
  if (gate.kind === 'differ') return passedBoundaries(boundaries)

  if (gate.end === 'bad') {
    const early = !good.build && idle.build > 0 && bad.failures > 0 ? [build(record.good.hash)] : []
    const boots = furtherBoots(evidence, { commit: record.bad.hash }, target, gate.runs)
    return { kind: 'needs', tasks: [...boots, ...early] }
  }
  if (!good.build) return { kind: 'needs', tasks: [build(record.good.hash)] }
  const unable = untestable(boundaries, 'good')
  if (unable) return unable
  return { kind: 'needs', tasks: furtherBoots(evidence, { commit: record.good.hash }, target, gate.runs) }
}

interface TestedBoundaries {
  readonly record: BisectionRecord
  readonly bad: Showing
  readonly good: Showing
  readonly signature: Signature | undefined
  readonly expected: Signature | undefined
}

// A watch asks at each revision, of each target, without a person who wonders: a false alarm in one
// case of fifty would come every week.
const SURE_BY_ITSELF = 0.999
// Runs of a revision that fails and has none to be compared with: enough to say how often.
const RUNS_ALONE = 3

/** A check for which no revision is known that passed. */
const isAlone = ({ good, bad }: BisectionRecord): boolean => good.hash === bad.hash

/** Says how a revision does that is compared with no other one. */
function planAlone(boundaries: TestedBoundaries, evidence: Evidence): StageAnswer<never> {
  const { record, bad } = boundaries
  const runs = bad.passes + bad.failures
  const wanted = bad.failures > 0 ? RUNS_ALONE : (record.check?.runs ?? RUNS_ALONE)
  if (runs >= wanted) return refuse(bad.failures > 0 ? 'no good revision' : 'bad revision passes', boundaries)
  return {
    kind: 'needs',
    tasks: furtherBoots(evidence, { commit: record.bad.hash }, mainTarget(record), wanted - runs),
  }
}

/** Of a check: the revision shows what its target showed before. */
function stillFails(boundaries: TestedBoundaries): StageAnswer<never> | undefined {
  const { record, bad, signature } = boundaries
  if (bad.failures === 0 || signature === undefined) return undefined
  const isKnown = record.check?.known.some((known) => sameFailure(known.signature, signature)) ?? false
  return isKnown ? refuse('known regression', boundaries) : undefined
}

/** Why the boundaries are refused. */
type Refusal =
  | 'bad revision passes'
  | 'bad revision fails otherwise'
  | 'bad revision cannot be tested'
  | 'good revision fails'
  | 'good revision fails otherwise'
  | 'good revision cannot be tested'
  | 'boundaries alike'
  | 'same kernel'
  | 'no good revision'
  | 'known regression'

const GATE_CAUSES = {
  'never-failed': 'bad revision passes',
  'good-fails': 'good revision fails',
  alike: 'boundaries alike',
} as const satisfies Record<string, Refusal>

// With any failure counting, one that the request names still has to be shown by the bad revision
// first.
function expectedOf({ request }: BisectionRecord, signature: Signature | undefined): Signature | undefined {
  if (request.match === 'any' && request.failure === undefined) return undefined
  // A description that nothing fits so far: no failure counts.
  if (request.failure !== undefined && signature === undefined) return NOT_SEEN
  return request.match === 'any' ? undefined : signature
}

const NOT_SEEN: Signature = { kind: 'console-missing', place: 'not seen yet', text: 'the failure that is looked for' }

/**
 * As many runs as the request allows; a failure that it expects to be rare is waited for as long.
 */
function gateLimits({ request, check }: BisectionRecord) {
  if (check) return { ...GATE_LIMITS, quiet: check.runs, sure: SURE_BY_ITSELF }
  const most = request.runs?.boundaries
  return most === undefined ? GATE_LIMITS : { most, quiet: most }
}

function passedBoundaries(boundaries: TestedBoundaries): StageAnswer<Boundaries> {
  const { expected, signature, bad, good } = boundaries
  const tally = ({ passes, failures }: Showing) => ({ passes, failures })
  return {
    kind: 'passed',
    value: { expected, signature, bad: tally(bad), good: tally(good), checks: checksOf(boundaries) },
  }
}

// Compilers do not flake: one build of each boundary tells all.
function planBuildBoundaries(boundaries: TestedBoundaries): StageAnswer<Boundaries> {
  const { record, bad, good } = boundaries
  if (bad.failures === 0 && !bad.override) return refuse('bad revision passes', boundaries)
  const still = stillFails(boundaries)
  if (still) return still
  if (isAlone(record)) return refuse('no good revision', boundaries)
  if (!good.build) {
    const revision = { commit: record.good.hash }
    return { kind: 'needs', tasks: [{ kind: 'build', revision, target: mainTarget(record) }] }
  }
  const unable = untestable(boundaries, 'good')
  if (unable) return unable
  return good.failures > 0 ? refuse('good revision fails', boundaries) : passedBoundaries(boundaries)
}

/** Why a boundary tells nothing, when it does not. */
function untestable(boundaries: TestedBoundaries, end: 'bad' | 'good'): StageAnswer<never> | undefined {
  const { build, passes, failures, others, otherSignature } = boundaries[end]
  const forBuild = testOf(boundaries.record.request).kind === 'build'
  if (build?.result === 'failed' && !forBuild) return refuse(`${end} revision cannot be tested`, boundaries)
  const mostOthers = passes + failures === 0 ? (forBuild ? 1 : MOST_OTHERS) : 4 * MOST_OTHERS + 1
  if (others < mostOthers) return undefined
  return refuse(otherSignature ? `${end} revision fails otherwise` : `${end} revision cannot be tested`, boundaries)
}

function checksOf({ record, bad, good }: TestedBoundaries): Check[] {
  const seen = ({ build, passes, failures, others, override }: Showing) =>
    override !== undefined || passes + failures + others > 0 || (build !== undefined && build.result !== 'built')
  return [
    ...(seen(bad) ? [revisionCheck('bad revision', record.bad.hash, bad, bad.failures > 0)] : []),
    // Of a revision that stands alone it is the same one.
    ...(seen(good) && !isAlone(record)
      ? [revisionCheck('good revision', record.good.hash, good, good.failures < good.passes)]
      : []),
  ]
}

function revisionCheck(name: 'bad revision' | 'good revision', commit: string, showing: Showing, held: boolean): Check {
  const { passes, failures, build, override } = showing
  const reason = reasonOf(showing)
  const counted = { name, commit, passes, failures, ...(reason === undefined ? {} : { reason }) }
  if (override?.verdict === 'skip') return { ...counted, result: 'could not tell' }
  if (override) return { ...counted, result: override.verdict === 'bad' ? 'passed' : 'failed' }
  const told = passes + failures > 0
  const result = told ? (held ? 'passed' : 'failed') : build?.result === 'failed' ? 'does not build' : 'could not tell'
  return { ...counted, result }
}

// Those that say something about the kernel, against those that only say that we cannot tell.
const NOT_REPRODUCED: ReadonlySet<Refusal> = new Set([
  'bad revision passes',
  'bad revision fails otherwise',
  'good revision fails',
  'boundaries alike',
  'same kernel',
])
const NO_REGRESSION: ReadonlySet<Refusal> = new Set([
  'bad revision passes',
  'good revision fails',
  'boundaries alike',
  'same kernel',
])

function refuse(cause: Refusal, boundaries: TestedBoundaries): StageAnswer<never> {
  const result = resultOf({
    outcome: NOT_REPRODUCED.has(cause) ? 'not-reproduced' : 'inconclusive',
    label: NO_REGRESSION.has(cause) ? 'not a regression' : null,
    cause,
    reason: refusalWords(cause, boundaries),
    signature: boundaries.bad.signature ?? boundaries.bad.otherSignature ?? null,
    checks: checksOf(boundaries),
    ...(cause === 'same kernel' ? { canChange: 0 } : {}),
  })
  return { kind: 'ends', result }
}

function refusalWords(cause: Refusal, { record, bad, good }: TestedBoundaries): string {
  const share = ({ passes, failures }: Showing) => `${failures} of ${passes + failures} runs`
  const [ofBad, ofGood] = record.check ? ['revision', 'last good revision'] : ['bad revision', 'good revision']
  const badRevision = `The ${ofBad} ${short(record.bad.hash)}`
  const goodRevision = `The ${ofGood} ${short(record.good.hash)}`
  const asked = wantedWords(record)
  switch (cause) {
    case 'bad revision passes':
      if (bad.override) return `${badRevision} is good, ${overrideWords(bad.override)}; so there is nothing to find.`
      return `${badRevision} ${testOf(record.request).kind === 'build' ? 'builds' : `passed ${times(bad.passes)}`}${record.check ? '' : ': there is nothing to find'}.`
    case 'bad revision fails otherwise':
      return asked === undefined
        ? `${badRevision} cannot be tested: ${reasonOf(bad) ?? 'no answer'}.`
        : `${badRevision} never failed as asked for (${asked}); it ${reasonOf(bad) ?? 'passes'}.`
    case 'good revision fails':
      return `${goodRevision} fails as well, in ${share(good)}: ${quotedFailure(good.signature, 'the same failure')}.`
    case 'good revision fails otherwise':
      return `${goodRevision} is not good: it ${reasonOf(good) ?? 'gives no answer'}. The bad revision: ${quotedFailure(bad.signature, 'fails')}.`
    case 'boundaries alike':
      return record.check
        ? `The two revisions do not differ: ${short(record.bad.hash)} failed in ${share(bad)}, ${short(record.good.hash)} in ${share(good)}.`
        : `The boundaries do not differ: the bad revision failed in ${share(bad)}, the good one in ${share(good)}.`
    case 'same kernel':
      return record.check
        ? `It is the same kernel as ${short(record.good.hash)}.`
        : 'Both boundaries are the same kernel: nothing in the range changes it for this target.'
    case 'no good revision':
      return `${badRevision} fails, in ${share(bad)}: ${quotedFailure(bad.signature, 'fails')}. No earlier revision is known that passed.`
    case 'known regression':
      return `${badRevision} still fails: ${quotedFailure(bad.signature, 'the same failure')}.`
    case 'good revision cannot be tested':
      return `${goodRevision} cannot be tested: ${obstacle(good)}.`
    case 'bad revision cannot be tested':
      return `${badRevision} cannot be tested: ${obstacle(bad)}.`
  }
}

const obstacle = (showing: Showing): string =>
  `${showing.build?.result === 'failed' && !showing.override ? 'does not build: ' : ''}${reasonOf(showing) ?? 'no answer'}${lostOptions(showing)}`

/**
 * Of a kernel that has no results of KUnit: which options of the suite its configuration left out.
 */
function lostOptions({ build, skipReason, override }: Showing): string {
  if (skipReason === undefined || override) return ''
  const lost = (build?.droppedSymbols ?? []).filter(({ fragment }) => fragment === KUNIT_FRAGMENT)
  if (lost.length === 0) return ''
  const names = lost.map(({ symbol }) => `CONFIG_${symbol.replace(/^CONFIG_/, '')}`).join(', ')
  return `. Its configuration lacks ${names}, which may depend on options that the request does not set`
}

function wantedWords({ request }: BisectionRecord): string | undefined {
  if (request.failure === undefined) return undefined
  const { kind, function: name, message } = request.failure
  const parts = [kind ?? 'a failure', name === undefined ? '' : `in ${name}`, message ? `with "${message}"` : '']
  return parts.filter((part) => part !== '').join(' ')
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
