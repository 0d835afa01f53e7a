import type { CommitGraph } from './commit-graph.ts'
import { BEFORE, type Kernel } from './kernel.ts'
import type { Tested } from './partition.ts'
import type { Evidence } from './terms.ts'

/** A later commit that makes commits build when it is applied on top of them. */
export interface AppliedFix {
  readonly patch: number
  /** By index: 1 for the commits that are built with it. */
  readonly region: Uint8Array
}

/**
 * A commit that builds without a patch, and the patch: what that kernel shows, the patch brings by
 * itself.
 */
export interface Control extends Kernel {
  readonly id: string
  readonly patch: number
  /** Probability that the patch applies there, and that the result builds. */
  readonly testable: number
}

// A fix often touches what the broken commit brought, so that it applies nowhere else.
const APPLIES = 0.5
const APPLIES_ELSEWHERE = 0.25

/**
 * Where each patch can be tested by itself: on the last commit before the region that passes, and
 * on the commit older than the range. A kernel that fails with a patch says nothing of the commit
 * under the patch as long as the patch can be the culprit.
 */
export function controlsOf(
  graph: CommitGraph,
  { older, skipped }: Evidence,
  tested: readonly Tested[],
  applied: AppliedFix | undefined,
): Control[] {
  const passing = tested.filter(({ patch, passes, failures }) => patch === undefined && passes > failures)
  const patches = new Set(tested.flatMap(({ patch }) => patch ?? []))
  if (applied) patches.add(applied.patch)
  return [...patches].flatMap((patch) => {
    const region = regionOf(tested, patch, applied)
    const nearest = passing.findLast(({ at }) => region.some((one) => graph.ancestorsOf(one)[at] === 1))
    const places = [
      ...(nearest ? [{ at: nearest.at, id: nearest.id, testable: APPLIES }] : []),
      ...(older === undefined ? [] : [{ at: BEFORE, id: older, testable: nearest ? APPLIES_ELSEWHERE : APPLIES }]),
    ]
    return places
      .filter(({ at, id }) => !skipped?.has(id) && !tested.some((one) => one.at === at && one.patch === patch))
      .map((place) => ({ ...place, patch }))
  })
}

/** Indexes of the commits that do not build without a patch, as far as they were tried. */
function regionOf(tested: readonly Tested[], patch: number, applied: AppliedFix | undefined): number[] {
  const fixed = isolatedBy(tested, patch).map(({ at }) => at)
  if (applied?.patch !== patch) return fixed
  const broken = tested.filter((one) => one.patch === undefined && one.untestable && applied.region[one.at] === 1)
  return [...fixed, ...broken.map(({ at }) => at)]
}

/** The kernels with a patch that stand for commits which do not build without it. */
function isolatedBy(tested: readonly Tested[], patch: number): Tested[] {
  const sound = new Set(tested.filter((one) => one.patch === undefined && isSound(one)).map(({ at }) => at))
  return tested.filter((one) => one.patch === patch && one.at !== BEFORE && !sound.has(one.at))
}

const isSound = ({ passes, failures, image }: Tested): boolean => passes + failures > 0 || image !== undefined

/**
 * Patches that passed by themselves alone, and never together with a commit that needs them: what
 * such a patch does there is not known, so that it stays in a range whose commits need it.
 */
export function patchesInQuestion(tested: readonly Tested[], applied: AppliedFix | undefined): number[] {
  const patches = new Set(tested.flatMap(({ patch }) => patch ?? []))
  if (applied) patches.add(applied.patch)
  return [...patches].filter((patch) => !isolatedBy(tested, patch).some(({ passes, failures }) => passes > failures))
}
