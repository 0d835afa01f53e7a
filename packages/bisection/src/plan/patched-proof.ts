import { BEFORE, type CommitGraph, contentsOf } from '@kbisect/bisect'
import type { Assumption } from '@kbisect/contracts'
import type { Evidence } from '../model/evidence.ts'
import type { Revision } from '../model/facts.ts'
import { type Counting, showingOf } from '../model/range-evidence.ts'

/** Every patch that was applied to a commit of the target so far, in the order of their hashes. */
export function patchesOf(evidence: Evidence, target: Counting['target']): string[] {
  const patches = evidence.testedRevisions(target).flatMap(({ patched }) => patched ?? [])
  return [...new Set(patches)].sort()
}

/** Whether a commit's change is in a revision, by its own history or by what is applied on top. */
export function hasChange(graph: CommitGraph, { commit, patched }: Revision, change: string): boolean {
  const wanted = graph.indexOf(change)
  const patch = patched === undefined ? undefined : graph.indexOf(patched)
  return wanted !== undefined && contentsOf(graph, { at: graph.indexOf(commit) ?? BEFORE, patch })[wanted] === 1
}

/**
 * The revision that stands for a commit: itself, or with a patch where it does not build by itself,
 * one that is built before one that was not tried.
 */
export function testableRevision(counting: Counting, commit: string, patches: readonly string[]): Revision {
  const { evidence, target } = counting
  const buildOf = (patched: string) => evidence.build({ commit, patched }, target)
  if (!isBroken(counting, commit)) return { commit }
  const patched =
    patches.find((patch) => buildOf(patch)?.result === 'built') ?? patches.find((patch) => !buildOf(patch))
  return patched === undefined ? { commit } : { commit, patched }
}

/**
 * Only a build says so: that a commit was tested with a patch alone may be because its neighbours
 * do not build.
 */
function isBroken(counting: Counting, commit: string): boolean {
  const { evidence, target, test } = counting
  const plain = evidence.build({ commit }, target)
  // Where the test is the build, one that fails as expected is an answer.
  return plain?.result === 'failed' && (test !== 'build' || showingOf(counting, { commit }).others > 0)
}

/**
 * The same patch on revisions that lack the culprit: each parent, or where these are tested with it
 * already, the good revision. They must pass; else what fails with the patch may fail because of
 * it.
 */
export function controlRevisions(own: Revision, parents: readonly Revision[], good: string): Revision[] {
  const patched = own.patched ?? parents.find((parent) => parent.patched !== undefined)?.patched
  if (patched === undefined || patched === own.commit) return []
  const lacking = own.patched === undefined ? [] : parents.filter((parent) => parent.patched !== patched)
  if (lacking.length === 0) return [{ commit: good, patched }]
  return lacking.map(({ commit }) => ({ commit, patched }))
}

const patchesAmong = ({ evidence, target }: Counting, left: readonly string[]): string[] =>
  patchesOf(evidence, target).filter((patch) => left.includes(patch))

/**
 * The patches of a range that may be what fails, as assumptions that no run settles: of such a
 * result, page and report say that it rests on patched builds.
 */
export function patchAssumptions(counting: Counting, left: readonly string[]): Assumption[] {
  return patchesAmong(counting, left).map((patch) => ({
    kind: 'patched build',
    text: `Commits that do not build were tested with ${patch.slice(0, 12)} applied, which may bring the failure itself.`,
    state: 'open',
    // A range has no label to lower.
    lowersLabel: false,
  }))
}

/**
 * Why a patch that makes commits of a range build can be what fails: where it was applied by
 * itself, and what came of it.
 */
export function patchWords(counting: Counting, left: readonly string[]): string {
  const { evidence, target } = counting
  const sentences = patchesAmong(counting, left).map((patch) => {
    const controls = evidence
      .testedRevisions(target)
      .filter(({ commit, patched }) => patched === patch && evidence.build({ commit }, target)?.result === 'built')
    const name = patch.slice(0, 12)
    const tried = controls.map(
      ({ commit }) => `${controlWords(counting, { commit, patched: patch })} ${commit.slice(0, 12)}`,
    )
    const where = tried.length === 0 ? '' : ` (${tried.join(', ')})`
    return ` Without ${name} the others do not build, and it may bring the failure itself: no test tells the two apart${where}.`
  })
  return sentences.join('')
}

function controlWords(counting: Counting, revision: Revision): string {
  const { build, passes, failures } = showingOf(counting, revision)
  if (build?.result === 'conflict') return 'it cannot be applied to'
  if (build?.result === 'failed') return 'it does not build on'
  if (passes + failures === 0) return 'it could not be tested on'
  return passes > failures ? 'it passes on' : 'it fails on'
}

// How likely it is that a patch brings a failure only together with the commit that needs it,
// before anything is known of either.
const PAIRED = 0.1

/**
 * How sure the culprit is when it is the commit that broke the build: nothing tells it from the
 * patch that makes it build, as neither is testable without the other. The more suspicious of both
 * takes more of the probability.
 */
export function soleProbability(probability: number, suspicion: { readonly culprit: number; readonly patch: number }) {
  const odds = suspicion.culprit > 0 ? (PAIRED * suspicion.patch) / suspicion.culprit : Infinity
  return probability / (1 + odds)
}
