import { type CommitGraph, passesToConfirm } from '@kbisect/bisect'
import type { BisectionResult, Check, CommitSummary, Label } from '@kbisect/contracts'
import { isClear, type Rates, runsOf } from '../model/clear-answer.ts'
import type { Evidence } from '../model/evidence.ts'
import { type BisectionRecord, type RangeCommit, type Revision, type Task, taskKey } from '../model/facts.ts'
import { type Counting, countingOf, showingOf } from '../model/range-evidence.ts'
import { runsAsked } from '../model/runs-asked.ts'
import { assumptionsOf, type Examined, lowersLabel } from './assumptions.ts'
import { cleanBuildOf, missingCleanBuilds } from './clean-builds.ts'
import { restsOnPeople } from './format-override.ts'
import { likeliestWords } from './format-range.ts'
import { controlRevisions, hasChange, patchAssumptions, patchesOf, testableRevision } from './patched-proof.ts'
import type { Narrowed } from './plan-narrowing.ts'
import { checkOf, missingRuns, type RevisionCheck } from './revision-checks.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'
import { rankedBy, sharesOf, unprovedWords } from './unproved.ts'

// The engine's own measure; less than this it says when further runs tell nothing.
const SURE = 0.99

const REVERTS: ReadonlySet<Check['name']> = new Set(['revert', 'revert on culprit'])

interface ConfirmationInput {
  readonly record: BisectionRecord
  readonly evidence: Evidence
  readonly range: readonly RangeCommit[]
  /** Of `range`. */
  readonly graph: CommitGraph
  /** Hosts that live and can boot the target. */
  readonly hosts: readonly string[]
  /** Commits of the range that could not be tested. */
  readonly untested: readonly string[]
  /** How suspicious each commit looks before any test; undefined: all alike. */
  readonly suspicion: ReadonlyMap<string, number> | undefined
  /** What the boundaries and the merge bases showed. */
  readonly checks: readonly Check[]
  readonly narrowed: Narrowed
  /** What the search found besides. */
  readonly found: Pick<BisectionResult, 'signature' | 'findings' | 'drift' | 'canChange' | 'ranked' | 'basis'>
  /** The failure that counts; undefined: every one does. */
  readonly expected: Counting['expected']
}

/** A culprit that was proved as well as it can be, before the affected targets are known. */
export interface Confirmed {
  readonly culprit: RangeCommit
  /**
   * What was tested for it and for each of its parents: with a patch where it does not build by
   * itself.
   */
  readonly tested: { readonly own: Revision; readonly parents: readonly Revision[] }
  /** Passes that clear a kernel of the fault. */
  readonly passes: number
  readonly result: BisectionResult
}

/** One thing to prove about the culprit. */
interface Proof extends RevisionCheck {
  readonly about: Pick<Check, 'name' | 'commit'>
}

/**
 * Proves the culprit: it fails n times, each of its parents passes n times, and reverting it on the
 * bad revision fixes that; where the revert cannot be made there, it is made on the culprit itself.
 * Culprit and parents are built clean for that. All these runs but the reverts' are evidence for
 * the engine as well: a parent or culprit that behaves otherwise moves the probability elsewhere,
 * and the search goes on by itself. What is proved so far is then run until the engine is surer
 * than a search must be, and much surer where the failure shows without the culprit, too.
 */
export function planConfirmation(input: ConfirmationInput): StageAnswer<Confirmed> {
  const { record, evidence, narrowed, found, expected } = input
  const { culprit, badRuns, rates } = narrowed
  const counting = countingOf(record, evidence, expected)
  const { confirm } = runsAsked(record.request)
  const passes = counting.test === 'build' ? 1 : Math.max(confirm, passesToConfirm(badRuns))
  const proofs = proofsOf(input, counting, passes, counting.test === 'build' ? 1 : confirm)
  const tasks = missingOf(proofs, counting, rates)
  if (tasks.length > 0) return { kind: 'needs', tasks }

  const proved = proofs.map((proof) =>
    checkOf(counting, proof.about, proof, rates, proof.about.name === 'culprit' ? 'bad' : 'good'),
  )
  const checks = [...input.checks, ...proved]
  const known = { culprit: summarise(culprit), ...found, checks }
  const refuted = refute(counting, narrowed, checks)
  if (refuted) {
    const outcome = { outcome: 'inconclusive', label: 'inconsistent', cause: 'contradiction' } as const
    return { kind: 'ends', result: resultOf({ ...known, ...outcome, culprit: null, reason: refuted }) }
  }
  const isDoubted = proved.some(({ name, result }) => REVERTS.has(name) && result === 'failed')
  const further = narrowed.further[isDoubted ? 'doubted' : 'proved']
  if (further.length > 0) return { kind: 'needs', tasks: further }
  const shares = sharesOf(input, counting, testedBy(proofs))
  const base = { ...known, ranked: rankedBy(shares, input.range, found.ranked) }
  if ('left' in shares) {
    const reason = `${unprovedWords(counting, shares)}${likeliestWords(base.ranked)}${restsOnPeople(evidence.facts.overrides)}`
    const words = { outcome: 'range', label: 'range', cause: 'untestable commits' } as const
    const left = [...shares.left]
    const assumptions = patchAssumptions(counting, left)
    return { kind: 'ends', result: resultOf({ ...base, ...words, culprit: null, assumptions, reason, range: left }) }
  }
  const { probability } = shares
  const examined = examine(input, counting, proofs, checks, passes)
  if (examined.tasks.length > 0) return { kind: 'needs', tasks: examined.tasks }
  const { assumptions } = examined
  const label = probability < SURE || lowersLabel(assumptions) ? 'probable' : labelOf(checks)
  const is = label === 'probable' ? 'is probably' : 'is'
  const reason = `${culprit.hash.slice(0, 12)} ("${culprit.subject}") ${is} the first bad commit.${fixWords(proofs)}${restsOnPeople(evidence.facts.overrides)}`
  const result = resultOf({
    ...base,
    outcome: 'culprit',
    label,
    assumptions: [...assumptions],
    probability,
    reason,
  })
  return { kind: 'passed', value: { culprit, tested: testedBy(proofs), passes, result } }
}

const STANDS_FOR_ITSELF: ReadonlySet<Check['name']> = new Set(['culprit', 'parent'])

/**
 * What the proofs still lack, and the clean builds of what stands for the culprit and its parents.
 */
function missingOf(proofs: readonly Proof[], counting: Counting, rates: Rates): Task[] {
  const own = proofs.filter(({ about }) => STANDS_FOR_ITSELF.has(about.name))
  const others = proofs.filter(({ about }) => !STANDS_FOR_ITSELF.has(about.name))
  const missing = [
    ...own.flatMap((proof) => missingRuns(counting, proof, rates)).map((task) => cleanBuildOf(counting, task)),
    ...missingCleanBuilds(
      counting,
      own.map(({ revision }) => revision),
    ),
    ...others.flatMap((proof) => missingRuns(counting, proof, rates)),
  ]
  return [...new Map(missing.map((task) => [taskKey(task), task])).values()]
}

function examine(
  { record, untested, hosts }: ConfirmationInput,
  counting: Counting,
  proofs: readonly Proof[],
  checks: readonly Check[],
  cleared: number,
): Examined {
  return assumptionsOf({ record, counting, ...testedBy(proofs), checks, untested, hosts, cleared })
}

function testedBy(proofs: readonly Proof[]): Confirmed['tested'] {
  const of = (name: Check['name']) => proofs.filter(({ about }) => about.name === name).map(({ revision }) => revision)
  const [own] = of('culprit')
  if (!own) throw new Error('nothing was to be proved of the culprit')
  return { own, parents: of('parent') }
}

function fixWords([own]: readonly Proof[]): string {
  const patched = own?.revision.patched
  if (patched === undefined) return ''
  return ` It was tested with ${patched.slice(0, 12)} applied, as it does not build by itself.`
}

function proofsOf(input: ConfirmationInput, counting: Counting, passes: number, confirm: number): Proof[] {
  const { record, narrowed, graph, evidence } = input
  const { culprit } = narrowed
  const patches = patchesOf(evidence, counting.target)
  const own = testableRevision(counting, culprit.hash, patches)
  // A parent with a patch that brings the culprit is no parent.
  const parents = culprit.parents.map((commit) =>
    testableRevision(
      counting,
      commit,
      patches.filter((patched) => !hasChange(graph, { commit, patched }, culprit.hash)),
    ),
  )
  const proof = (about: Proof['about'], revision: Revision, runs = passes): Proof => ({
    about,
    revision,
    runs,
    cleared: passes,
    // The engine weighs every run of a parent.
    ...(about.name === 'parent' ? { settledElsewhere: true } : {}),
  })
  return [
    proof({ name: 'culprit', commit: culprit.hash }, own, confirm),
    ...parents.map((revision) => proof({ name: 'parent', commit: revision.commit }, revision)),
    ...controlRevisions(own, parents, record.good.hash).map((revision) =>
      proof({ name: 'fix', commit: revision.commit }, revision),
    ),
    ...reverts(record, counting, own).map(({ name, revision }) => proof({ name, commit: revision.commit }, revision)),
  ]
}

/**
 * On the bad revision; also on the culprit itself once it is known that it cannot be made there.
 */
function reverts(record: BisectionRecord, counting: Counting, own: Revision) {
  const onBad = { commit: record.bad.hash, reverted: own.commit }
  const build = counting.evidence.build(onBad, counting.target)
  const first = { name: 'revert' as const, revision: onBad }
  const lost = build?.result === 'conflict' || (build?.result === 'failed' && counting.test !== 'build')
  if (!lost || own.commit === record.bad.hash) return [first]
  return [first, { name: 'revert on culprit' as const, revision: { ...own, reverted: own.commit } }]
}

// What speaks against the culprit and cannot be fixed by searching on.
function refute(counting: Counting, { culprit, rates }: Narrowed, checks: readonly Check[]): string | undefined {
  const name = culprit.hash.slice(0, 12)
  const failed = (which: Check['name']) => checks.find((one) => one.name === which && one.result === 'failed')
  const parent = failed('parent')
  if (parent) {
    const where = `${name} looked like the culprit, but its parent ${parent.commit.slice(0, 12)}`
    if (counting.evidence.override(parent.commit)) return `${where} is bad as well, ${parent.reason}.`
    return `${where} fails as well, in ${parent.failures} of ${parent.failures + parent.passes} runs.`
  }
  const unclear = checks.find(({ name: which, commit }) => which === 'parent' && isUnclear(counting, commit, rates))
  if (unclear)
    return `${name} looked like the culprit, but its parent ${unclear.commit.slice(0, 12)} passes in some runs and fails otherwise in others: that may be the same failure in another form.`
  const own = failed('culprit')
  if (own)
    return `${name} looked like the culprit, but does not fail reliably: ${own.failures} of ${own.failures + own.passes} runs failed, where ${Math.round(rates.bad * 100)} % were to be expected.`
  const digest = (commit: string) => showingOf(counting, { commit }).build?.imageDigest
  const equal = culprit.parents.find((parent) => digest(parent) && digest(parent) === digest(culprit.hash))
  if (equal)
    return `${name} fails and its parent ${equal.slice(0, 12)} passes, but their images are equal: the failure does not depend on the source alone.`
  return undefined
}

function isUnclear(counting: Counting, commit: string, rates: Rates): boolean {
  const { override, passes, failures, others } = showingOf(counting, { commit })
  return override === undefined && !isClear({ passes, failures, others }, runsOf(rates))
}

function labelOf(checks: readonly Check[]): Label {
  const resultsOf = (name: Check['name']) => checks.filter((one) => one.name === name).map((one) => one.result)
  const [revert] = resultsOf('revert')
  const proved = [...resultsOf('culprit'), ...resultsOf('parent'), ...resultsOf('fix')].every(
    (result) => result === 'passed',
  )
  if (!proved || revert === 'failed' || resultsOf('revert on culprit').includes('failed')) return 'probable'
  return revert === 'passed' ? 'confirmed' : 'confirmed without revert'
}

/** A commit as results name it. */
export function summarise(commit: RangeCommit): CommitSummary {
  return {
    hash: commit.hash,
    subject: commit.subject,
    author: `${commit.authorName} <${commit.authorEmail}>`,
    authoredAt: new Date(commit.authoredAt * 1000).toISOString(),
  }
}
