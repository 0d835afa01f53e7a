import { checkEnds, GATE_LIMITS, passesToConfirm } from '@kbisect/bisect'
import type { Check } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import { aimToPass } from './aims.ts'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord, IdleSlots, Task } from './facts.ts'
import { furtherBoots } from './further-boots.ts'
import { mainTarget, testOf } from './question.ts'
import { countingOf, type Showing, showingOf } from './range-evidence.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'
import { examine } from './trial.ts'

/** What the checks of the ends taught. */
export interface Ends {
  /** How the bad end fails. Undefined when the request says that any failure counts. */
  readonly expected: Signature | undefined
  readonly signature: Signature | undefined
  /** Runs of the bad end. */
  readonly bad: { readonly passes: number; readonly fails: number }
  readonly checks: readonly Check[]
}

// An end that only ever fails in another way will not be tested for ever.
const MOST_OTHERS = 5

const short = (hash: string): string => hash.slice(0, 12)

/** Checks the ends by a sequential test, the bad one first: most searches that cannot succeed fail there. */
export function planEnds(record: BisectionRecord, evidence: Evidence, idle: IdleSlots): StageAnswer<Ends> {
  const target = mainTarget(record)
  const signature = failureOf(record, evidence)
  const expected = record.request.match === 'any' ? undefined : signature
  const counting = countingOf(record, evidence, expected)
  const bad = showingOf(counting, { commit: record.bad.hash })
  const good = showingOf(counting, { commit: record.good.hash })
  const build = (commit: string): Task => ({ kind: 'build', revision: { commit }, target })

  if (!bad.build) {
    const early = !good.build && idle.build > 1 ? [build(record.good.hash)] : []
    return { kind: 'needs', tasks: [build(record.bad.hash), ...early] }
  }
  const lost = untestable(record, 'bad', bad)
  if (lost) return lost
  if (testOf(record).kind === 'build') return planBuildEnds(record, bad, good, { expected, signature })

  const gate = checkEnds(bad, good, gateLimits(record))
  const checks = () => [
    endCheck('bad end', record.bad.hash, bad, bad.fails > 0),
    ...(good.passes + good.fails > 0 ? [endCheck('good end', record.good.hash, good, good.fails < good.passes)] : []),
  ]
  if (gate.kind === 'not-reproduced') return refuse(gate.reason, record, bad, good, checks())
  if (bad.build.imageDigest !== null && bad.build.imageDigest === good.build?.imageDigest) return sameKernel(checks())
  if (gate.kind === 'differ')
    return { kind: 'passed', value: { expected, signature, bad: tallyOf(bad), checks: checks() } }

  if (gate.end === 'bad') {
    const early = !good.build && idle.build > 0 && bad.fails > 0 ? [build(record.good.hash)] : []
    const boots = furtherBoots(evidence, { commit: record.bad.hash }, target, gate.runs)
    return { kind: 'needs', tasks: [...boots, ...early] }
  }
  if (!good.build) return { kind: 'needs', tasks: [build(record.good.hash)] }
  const unable = untestable(record, 'good', good, checks())
  if (unable) return unable
  return { kind: 'needs', tasks: furtherBoots(evidence, { commit: record.good.hash }, target, gate.runs) }
}

/** As many runs as the request allows; a failure that it expects to be rare is waited for as long. */
function gateLimits({ request }: BisectionRecord) {
  const most = request.runs?.ends
  return most === undefined ? GATE_LIMITS : { most, quiet: most }
}

const tallyOf = ({ passes, fails }: Showing) => ({ passes, fails })

// Compilers do not flake: one build of each end tells all.
function planBuildEnds(
  record: BisectionRecord,
  bad: Showing,
  good: Showing,
  { expected, signature }: Pick<Ends, 'expected' | 'signature'>,
): StageAnswer<Ends> {
  const first = endCheck('bad end', record.bad.hash, bad, bad.fails > 0)
  if (bad.fails === 0) return refuse('never-failed', record, bad, good, [first])
  if (!good.build) {
    const revision = { commit: record.good.hash }
    return { kind: 'needs', tasks: [{ kind: 'build', revision, target: mainTarget(record) }] }
  }
  const unable = untestable(record, 'good', good, [first])
  if (unable) return unable
  const checks = [first, endCheck('good end', record.good.hash, good, good.passes > 0)]
  if (good.fails > 0) return refuse('good-fails', record, bad, good, checks)
  return { kind: 'passed', value: { expected, signature, bad: tallyOf(bad), checks } }
}

function untestable(
  record: BisectionRecord,
  end: 'bad' | 'good',
  { build, passes, fails, others, otherSignature }: Showing,
  checks: Check[] = [],
): StageAnswer<never> | undefined {
  const name = `The ${end} end ${short(record[end].hash)}`
  const ends = (reason: string) => ({
    kind: 'ends' as const,
    result: resultOf({ outcome: 'inconclusive', reason, checks }),
  })
  const forBuild = testOf(record).kind === 'build'
  if (build?.result === 'failed' && !forBuild)
    return ends(`${name} cannot be tested: does not build: ${build.signature?.text ?? 'unknown error'}.`)
  if (passes + fails === 0 && others >= (forBuild ? 1 : MOST_OTHERS))
    return ends(`${name} cannot be tested: fails otherwise: ${otherSignature?.text ?? 'no answer'}.`)
  if (others > 4 * MOST_OTHERS)
    return ends(`${name} cannot be tested: most runs end in another failure: ${otherSignature?.text ?? 'no answer'}.`)
  return undefined
}

function endCheck(name: 'bad end' | 'good end', commit: string, { passes, fails }: Showing, held: boolean): Check {
  return { name, commit, result: held ? 'passed' : 'failed', passes, failures: fails }
}

function refuse(
  reason: 'never-failed' | 'good-fails' | 'alike',
  record: BisectionRecord,
  bad: Showing,
  good: Showing,
  checks: Check[],
): StageAnswer<never> {
  const share = ({ passes, fails }: Showing) => `${fails} of ${passes + fails} runs`
  const words = {
    'never-failed': `The bad end ${short(record.bad.hash)} passed ${times(bad.passes)}: there is nothing to find.`,
    'good-fails': `The good end ${short(record.good.hash)} fails as well, in ${share(good)}: ${good.signature?.text ?? 'the same failure'}.`,
    alike: `The ends do not differ: the bad end failed in ${share(bad)}, the good one in ${share(good)}.`,
  }
  const result = resultOf({
    outcome: 'not-reproduced',
    label: 'not a regression',
    reason: words[reason],
    signature: bad.signature ?? null,
    checks,
  })
  return { kind: 'ends', result }
}

function sameKernel(checks: Check[]): StageAnswer<never> {
  const reason = 'Both ends are the same kernel: nothing in the range changes it for this target.'
  return {
    kind: 'ends',
    result: resultOf({ outcome: 'not-reproduced', label: 'not a regression', reason, canChange: 0, checks }),
  }
}

/** Where the histories of the ends parted: if the fault is there already, the range does not hold the culprit. */
export function planBases(record: BisectionRecord, evidence: Evidence, ends: Ends): StageAnswer<null> {
  const test = testOf(record)
  const target = mainTarget(record)
  const passes = test.kind === 'build' ? 1 : passesToConfirm(ends.bad)
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

/** The failure that the bad end shows most often; of several the one that came first. */
export function failureOf(record: BisectionRecord, evidence: Evidence): Signature | undefined {
  const target = mainTarget(record)
  const revision = { commit: record.bad.hash }
  if (testOf(record).kind === 'build') return evidence.build(revision, target)?.signature ?? undefined
  const seen = new Map<string, { signature: Signature; count: number }>()
  for (const { signal } of evidence.runs(revision, target)) {
    if (signal.kind !== 'failed') continue
    const known = seen.get(signal.signature.text)
    if (known) known.count++
    else seen.set(signal.signature.text, { signature: signal.signature, count: 1 })
  }
  return [...seen.values()].reduce<{ signature: Signature; count: number } | undefined>(
    (most, one) => (most === undefined || one.count > most.count ? one : most),
    undefined,
  )?.signature
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
