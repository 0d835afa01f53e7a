import { type Expected, type Remaining, testOf } from '@kbisect/contracts'
import { usualSecondsOf } from '../estimate/usual-seconds.ts'
import type { Evidence } from '../model/evidence.ts'
import {
  addUp,
  affectedTargetsWork,
  boundariesWork,
  clearingPasses,
  elsewhereWork,
  type FailureRates,
  type MeasuredSeconds,
  proofWork,
  SOLID,
  searchWork,
  type Work,
  workSeconds,
} from '../model/expectation.ts'
import {
  type BisectionRecord,
  type BuildFact,
  type IdleSlots,
  type PendingTask,
  type RunFact,
  revisionKey,
  type Task,
  taskKey,
  taskKeyOf,
} from '../model/facts.ts'
import { pendingTasks } from '../model/in-flight.ts'
import { mainTarget } from '../model/main-target.ts'
import { runsAsked } from '../model/runs-asked.ts'
import type { Boundaries } from './plan-boundaries.ts'
import type { Narrowing } from './plan-narrowing.ts'

interface ToGoInput {
  readonly record: BisectionRecord
  readonly evidence: Evidence
  readonly pending: readonly PendingTask[]
  readonly idle: IdleSlots
  /** Commits of the range that can change the kernel, as far as is known. */
  readonly canChange: number
  /** As earlier bisections of this tree and architecture measured it. */
  readonly usual: MeasuredSeconds | undefined
  readonly stage: 'boundaries' | 'bases' | 'narrow' | 'confirm' | 'affected-targets'
  /** What the stage still lacks. */
  readonly tasks: readonly Task[]
  readonly boundaries: Boundaries | undefined
  readonly narrowing: Narrowing | undefined
}

/**
 * What a bisection is expected to take still; null while nothing is known of how long its tasks
 * take.
 */
export function estimateRemaining(input: ToGoInput): Remaining | null {
  const { record, evidence, usual } = input
  const test = testOf(record.request).kind
  const seconds = usualSecondsOf(evidence.facts, mainTarget(record), test, usual)
  if (!seconds) return null
  const work = workToGo(input)
  const booted = test === 'build' ? work.map((one) => ({ ...one, runs: 0 })) : work
  const left = booted.reduce((sum, one) => sum + workSeconds(one, seconds), 0)
  return { ...atLeast(addUp(booted, seconds), outstanding(input)), done: doneShare(evidence, left) }
}

/**
 * Returns the share of the work that is done, to a thousandth. With nothing left it is not 1: only
 * an end is.
 */
function doneShare({ facts }: Evidence, left: number): number {
  const spent = [...facts.builds, ...facts.runs].reduce((sum, { seconds }) => sum + seconds, 0)
  return spent === 0 ? 0 : Math.min(0.99, Math.round((1000 * spent) / (spent + left)) / 1000)
}

function workToGo(input: ToGoInput): Work[] {
  const { record, stage, tasks, canChange, boundaries, narrowing } = input
  const { confirm } = runsAsked(record.request)
  const slots = slotsOf(input)
  const tally = narrowing?.found.basis?.withCulprit ?? boundaries?.bad ?? SOLID
  const passes = clearingPasses(tally, confirm)
  const further = record.targets.length - 1
  const proof = proofWork(passes, confirm, slots)
  const rates = ratesOf(input)
  const later = affectedTargetsWork(further, rates.bad, passes, slots)
  const search = searchWork(narrowing?.decision.posterior.effective ?? canChange, rates, slots)
  const asked = workOf(input, passes, slots)
  const isElsewhere = tasks.some((task) => task.kind === 'boot' && (task.avoid ?? []).length > 0)
  const elsewhere = elsewhereWork(isElsewhere ? 1 : (input.idle.hosts?.length ?? 1))
  switch (stage) {
    case 'boundaries':
      return [
        boundariesWork(seenAt(input, 'bad'), seenAt(input, 'good'), rates.bad, slots),
        search,
        proof,
        elsewhere,
        later,
      ]
    case 'bases':
      return [asked, search, proof, elsewhere, later]
    case 'narrow':
      return [search, proof, elsewhere, later]
    case 'confirm':
      return [asked, elsewhere, furtherWork(input), later]
    case 'affected-targets':
      return [affectedTargetsLeft(input, rates.bad, passes, slots)]
  }
}

// A host that boots usually boots two kernels at a time.
const BOOTS_OF_A_HOST = 2

/** Hosts that work for it or could, as far as can be seen from here. */
function slotsOf({ idle, pending, evidence }: ToGoInput): number {
  const known = new Set([
    ...evidence.facts.builds.map((build) => taskKeyOf({ kind: 'build', ...partsOf(build), clean: build.clean })),
    ...evidence.facts.runs.map((run) => taskKeyOf({ kind: 'boot', ...partsOf(run), attempt: run.attempt })),
  ])
  // What has just ended is idle by now: nobody is counted twice.
  const running = pending.filter(({ key, seconds }) => seconds !== undefined && !known.has(key))
  const builds = running.filter(({ key }) => key.startsWith('build.')).length
  return Math.max(1, idle.build + builds + Math.ceil((running.length - builds) / BOOTS_OF_A_HOST))
}

const partsOf = ({ revision, targetKey }: BuildFact | RunFact) => ({ revision: revisionKey(revision), targetKey })

function ratesOf({ narrowing, boundaries, record, evidence }: ToGoInput): FailureRates {
  const failureRate = narrowing?.decision.posterior.failureRate
  if (failureRate) return failureRate
  const runs = evidence.runs({ commit: record.bad.hash }, mainTarget(record))
  const failed = runs.filter(({ result }) => result.kind === 'failed').length
  const { failures, passes } = boundaries?.bad ?? { failures: failed, passes: runs.length - failed }
  // Most failures are solid: one is taken for that until it passed.
  return { bad: failures === 0 ? 1 : failures / (failures + passes), good: 0 }
}

function seenAt({ record, evidence }: ToGoInput, end: 'bad' | 'good') {
  const revision = { commit: record[end].hash }
  const target = mainTarget(record)
  const said = evidence.override(record[end].hash) !== undefined
  return {
    built: said || evidence.build(revision, target) !== undefined,
    runs: said ? Number.POSITIVE_INFINITY : evidence.runs(revision, target).length,
  }
}

/**
 * Tasks that are known one by one. A build is followed by the runs that clear a kernel, unless the
 * same was built before: a clean build gives the same image. It compiles all.
 */
function workOf({ tasks, evidence }: ToGoInput, passes: number, slots: number): Work {
  const builds = tasks.filter((task) => task.kind === 'build')
  const clean = builds.filter((task) => task.clean)
  const unknown = builds.filter(({ revision, target }) => !evidence.build(revision, target))
  const runs = tasks.length - builds.length + unknown.length * passes
  const lanes = Math.min(Math.max(1, builds.length), slots)
  return { firstBuilds: clean.length, builds: builds.length - clean.length, runs, lanes }
}

// What makes a culprit surer once it is proved: about two runs of a solid failure.
const FURTHER_RUNS = 2

function furtherWork({ narrowing, tasks }: ToGoInput): Work {
  const further = narrowing?.answer.kind === 'passed' ? narrowing.answer.value.further.proved : []
  // Those that are asked for now are counted already.
  const runs = further.length > 0 && tasks.some(({ revision }) => revision.reverted !== undefined) ? FURTHER_RUNS : 0
  return { firstBuilds: 0, builds: 0, runs, lanes: 1 }
}

/** Of each further target that is not decided: what its parent and the culprit still lack. */
function affectedTargetsLeft(
  { record, evidence, tasks }: ToGoInput,
  rate: number,
  passes: number,
  slots: number,
): Work {
  const open = record.targets.slice(1).filter(({ key }) => tasks.some(({ target }) => target.key === key))
  let [firstBuilds, builds, runs] = [0, 0, 0]
  for (const { key } of open) {
    const whole = affectedTargetsWork(1, rate, passes, 1)
    const built = evidence.facts.builds.filter(({ targetKey }) => targetKey === key).length
    const booted = evidence.facts.runs.filter(({ targetKey }) => targetKey === key).length
    firstBuilds += built === 0 ? 1 : 0
    builds += Math.max(0, whole.builds - Math.max(0, built - 1))
    runs += Math.max(0, whole.runs - booted)
  }
  return { firstBuilds, builds, runs, lanes: Math.max(1, Math.min(open.length, slots)) }
}

/** Tasks that are wanted or under way for sure. */
function outstanding({ record, tasks, pending }: ToGoInput): Pick<Expected, 'builds' | 'runs'> {
  const all = [...tasks, ...record.targets.flatMap((target) => pendingTasks(pending, target))]
  const distinct = [...new Map(all.map((task) => [taskKey(task), task])).values()]
  const builds = distinct.filter(({ kind }) => kind === 'build').length
  return { builds, runs: distinct.length - builds }
}

const atLeast = (expected: Expected, { builds, runs }: Pick<Expected, 'builds' | 'runs'>): Expected => ({
  ...expected,
  builds: Math.max(expected.builds, builds),
  runs: Math.max(expected.runs, runs),
})
