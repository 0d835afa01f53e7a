import type { BisectionResult } from '@kbisect/contracts'
import type { RangeCommit, Revision } from '../model/facts.ts'
import { type Counting, showingOf } from '../model/range-evidence.ts'
import { obstacleWords } from './candidate-verdict.ts'
import { patchesOf, patchWords, soleProbability } from './patched-proof.ts'

// Less than this names no commit.
const PROBABLE = 0.9

/** What was tested for the culprit and for each of its parents. */
interface Tested {
  readonly own: Revision
  readonly parents: readonly Revision[]
}

/** The probability of the culprit, with that of the patch that it shares it with. */
interface Named {
  readonly probability: number
  readonly of: ReadonlyMap<string, number>
}

/** Commits that the proof does not tell apart: none of them is named. */
interface Unproved {
  readonly left: readonly string[]
  readonly of: ReadonlyMap<string, number>
  readonly own: Revision
  readonly isSeen: boolean
}

/**
 * How the probability of the culprit is shared with what the tests cannot tell from it. A commit
 * that was never seen to fail is not named, nor one that is hardly likelier than the patch without
 * which it does not build.
 */
export function sharesOf(
  about: {
    readonly narrowed: { readonly culprit: RangeCommit; readonly probability: number }
    readonly range: readonly RangeCommit[]
    readonly suspicion: ReadonlyMap<string, number> | undefined
  },
  counting: Counting,
  { own, parents }: Tested,
): Named | Unproved {
  const { culprit, probability: all } = about.narrowed
  const { passes, failures, override } = showingOf(counting, own)
  const isSeen = override ? override.verdict !== 'skip' : passes + failures > 0
  const inOrder = (commits: readonly string[]) =>
    about.range.map(({ hash }) => hash).filter((hash) => commits.includes(hash))
  if (!isSeen) {
    const unseen = parents.filter((parent) => isUnseen(counting, parent)).map(({ commit }) => commit)
    const left = inOrder([culprit.hash, ...unseen, ...patchesOf(counting.evidence, counting.target)])
    return { left, of: new Map(left.map((hash) => [hash, all / left.length])), own, isSeen }
  }
  const patch = breaksBuild(counting, own, parents) ? own.patched : undefined
  if (patch === undefined) return { probability: all, of: new Map() }
  const suspicion = (hash: string) => about.suspicion?.get(hash) ?? 1
  const probability = soleProbability(all, { culprit: suspicion(culprit.hash), patch: suspicion(patch) })
  const of = new Map([
    [culprit.hash, probability],
    [patch, all - probability],
  ])
  return probability < PROBABLE ? { left: inOrder([culprit.hash, patch]), of, own, isSeen } : { probability, of }
}

/**
 * Whether a commit that does not build is the one that broke the build: each of its parents builds.
 */
export const breaksBuild = ({ evidence, target }: Counting, own: Revision, parents: readonly Revision[]): boolean =>
  own.patched !== undefined && parents.every(({ commit }) => evidence.build({ commit }, target)?.result === 'built')

function isUnseen(counting: Counting, revision: Revision): boolean {
  const { passes, failures, override } = showingOf(counting, revision)
  return passes + failures === 0 && !override
}

/** The most probable candidates, with the probabilities that are shared otherwise. */
export function rankedBy(
  { of }: Named | Unproved,
  range: readonly RangeCommit[],
  ranked: BisectionResult['ranked'],
): BisectionResult['ranked'] {
  const changed = range.flatMap(({ hash, subject }) => {
    const probability = of.get(hash)
    return probability === undefined ? [] : [{ commit: hash, subject, probability: Number(probability.toFixed(4)) }]
  })
  const kept = ranked.filter(({ commit }) => !of.has(commit))
  return [...changed, ...kept]
    .sort((a, b) => b.probability - a.probability)
    .slice(0, Math.max(ranked.length, changed.length))
}

/** Why no single commit is named. */
export function unprovedWords(counting: Counting, { left, own, isSeen }: Unproved): string {
  const name = own.commit.slice(0, 12)
  const patch = own.patched?.slice(0, 12)
  const which = left.length === 1 ? 'One commit is left' : `One of ${left.length} commits`
  const why = isSeen
    ? `${name} fails only with ${patch} applied, without which it does not build, and either of both can bring the failure`
    : `${name} could not be tested itself (${obstacleWords(showingOf(counting, own))})`
  return `${which}: ${why}.${patchWords(counting, left)}`
}
