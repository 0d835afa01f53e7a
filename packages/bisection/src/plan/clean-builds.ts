import { type BuildFact, imageOf, type Revision, type Task, taskKey } from '../model/facts.ts'
import { differenceOf } from '../model/pin.ts'
import { type Counting, showingOf } from '../model/range-evidence.ts'
import { all, doubted, NOTHING, type ProofEvidence, revisionsOf, type Settling, settled } from './proof-evidence.ts'

// A clean build takes longer and needs more space than the others: a host can fail at it that can
// build everything else.
const ATTEMPTS = 3

type BuildTask = Extract<Task, { kind: 'build' }>

const taskOf = ({ target }: Counting, revision: Revision): BuildTask => ({
  kind: 'build',
  revision,
  target,
  clean: true,
})

/**
 * Whether hosts failed at it too often; that a host has another toolchain is no failure, and
 * another host is waited for.
 */
function isGivenUp({ evidence }: Counting, task: BuildTask): boolean {
  const faults = evidence.facts.infrastructureErrors.get(taskKey(task)) ?? []
  return faults.filter(({ code }) => differenceOf(code) === undefined).length >= ATTEMPTS
}

/**
 * The clean build where it may still come, in place of any other build of a revision that stands
 * for the culprit or for a parent.
 */
export function cleanBuildOf(counting: Counting, task: Task): Task {
  if (task.kind === 'boot') return task
  const clean = taskOf(counting, task.revision)
  return isGivenUp(counting, clean) ? task : clean
}

/**
 * The clean builds that a proof still lacks: of what stands for the culprit and for each parent,
 * and of these commits as they are, where they were found not to build. Where a verdict was set by
 * hand, no build counts; where a patch does not apply, nothing is compiled.
 */
export function missingCleanBuilds(counting: Counting, revisions: readonly Revision[]): Task[] {
  return examinedRevisions(counting, revisions).flatMap((revision) => {
    const task = taskOf(counting, revision)
    const isMissing = counting.evidence.cleanBuild(revision, counting.target) === undefined
    return isMissing && !isGivenUp(counting, task) ? [task] : []
  })
}

function examinedRevisions(counting: Counting, revisions: readonly Revision[]): Revision[] {
  const { evidence, target } = counting
  const both = revisions.flatMap((revision) =>
    revision.patched ? [{ commit: revision.commit }, revision] : [revision],
  )
  return both.filter((revision) => {
    const build = evidence.build(revision, target)
    return build !== undefined && build.result !== 'conflict' && showingOf(counting, revision).override === undefined
  })
}

/**
 * Whether an earlier build can have left something in the images of the culprit and its parents.
 * {@link Evidence} puts clean builds in the place of the others, so that only a revision without
 * one is left to say.
 */
export function cleanlyBuilt(proof: ProofEvidence): Settling {
  const { counting } = proof
  const { evidence, target } = counting
  const examined = examinedRevisions(counting, revisionsOf(proof))
  if (examined.length === 0) return NOTHING
  const without = examined.filter((revision) => evidence.cleanBuild(revision, target) === undefined)
  if (without.length > 0) {
    const codes = without.flatMap(
      (revision) => evidence.facts.infrastructureErrors.get(taskKey(taskOf(counting, revision))) ?? [],
    )
    const why = [...new Set(codes.map(({ code }) => code))].sort().join(', ')
    const text = `${all(without.map(({ commit }) => commit))} could not be built from an empty output directory (${why}): what an earlier build left may be in the image.`
    return { assumption: doubted('clean build', text), tasks: [] }
  }
  const others = examined.filter((revision) => !isSameAsUsual(proof, revision))
  const built = 'The culprit and its parents were built from an empty output directory without a compiler cache'
  const counted = counting.test === 'build' ? 'these builds are the answers' : 'these are the images that were run'
  const differ =
    others.length === 0
      ? ''
      : ` Earlier builds of ${all(others.map(({ commit }) => commit))} gave something else and do not count.`
  return { assumption: settled('clean build', `${built}; ${counted}.${differ}`), tasks: [] }
}

/**
 * Whether a revision was built twice, with and without what earlier builds left, and gave the same
 * image; or once, clean.
 */
function isSameAsUsual({ counting: { evidence, target } }: ProofEvidence, revision: Revision): boolean {
  const [usual, clean] = [evidence.usualBuild(revision, target), evidence.cleanBuild(revision, target)]
  return usual === undefined || clean === undefined || isSame(usual, clean)
}

const isSame = (one: BuildFact, other: BuildFact): boolean =>
  one.result === other.result && imageOf(one) === imageOf(other)
